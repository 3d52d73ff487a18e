import { roleOf } from '../roleNames';
import type { TextRange } from '../types';
import type { Cursor } from './cursor';
import { type Entry, entryOf, type TreeNode } from './tree';

/** `HumanMessage`, `AIMessage`, `SystemMessagePromptTemplate`: the class says the role. */
const MESSAGE = /^(Human|User|AI|Assistant|System|Developer)Message/;

/** Functions that give their text back, tidied. */
const SAME_TEXT = /^(?:dedent|cleandoc|str|String)$/;

type ReadValue = (cursor: Cursor) => TreeNode;

/**
 * A call or a name at the cursor. Named arguments are a map, as in `Example(question=…, answer=…)`; a message's class is its role; a call with
 * one record or list is that, and `dedent("…")` its text. Undefined for what only running the program would tell.
 * @param readValue reads one argument
 */
export function readCall(cursor: Cursor, readValue: ReadValue): TreeNode | undefined {
  const { start } = cursor;
  const names = readNames(cursor);
  if (cursor.mark() !== '(') return undefined;
  const { named, plain } = readArguments(cursor, readValue);
  const range = cursor.since(start);
  const [only] = plain;
  const role = names.map((name) => MESSAGE.exec(name)?.[1]).find((found) => found !== undefined);
  if (role !== undefined) return message(role, contentOf(named, only), range);
  if (named.length > 0) return { type: 'map', entries: named, ...range };
  const same =
    only && (only.type === 'scalar' ? SAME_TEXT.test(names.at(-1) ?? '') : only.type !== 'unknown');
  return same && plain.length === 1 ? { ...only, ...range } : undefined;
}

/** What is called, as in `new messages.HumanMessage`. */
function readNames(cursor: Cursor): readonly string[] {
  if (cursor.word() === 'new') cursor.skip();
  const names = [cursor.word() ?? ''];
  cursor.skip();
  while (cursor.mark() === '.' && cursor.word(1) !== undefined) {
    names.push(cursor.word(1) ?? '');
    cursor.skip(2);
  }
  return names;
}

function message(name: string, content: TreeNode | undefined, range: TextRange): TreeNode {
  const role: TreeNode = { type: 'scalar', text: roleOf(name) ?? name, isString: true, ...range };
  const entries: Entry[] = [{ name: 'role', value: role }];
  return {
    type: 'map',
    entries: content ? [...entries, { name: 'content', value: content }] : entries,
    ...range,
  };
}

function contentOf(named: readonly Entry[], first: TreeNode | undefined): TreeNode | undefined {
  const given = named.find(({ name }) => name === 'content' || name === 'template')?.value ?? first;
  return given?.type === 'map' ? entryOf(given, 'content') : given;
}

function readArguments(
  cursor: Cursor,
  readValue: ReadValue,
): { named: readonly Entry[]; plain: readonly TreeNode[] } {
  const named: Entry[] = [];
  const plain: TreeNode[] = [];
  cursor.skip();
  while (!cursor.closes) {
    const name = cursor.word();
    if (cursor.accept(',')) continue;
    if (name !== undefined && cursor.mark(1) === '=') {
      cursor.skip(2);
      named.push({ name, value: readValue(cursor) });
    } else plain.push(readValue(cursor));
  }
  cursor.accept(')');
  return { named, plain };
}
