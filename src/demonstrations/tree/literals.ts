import type { SourceLanguage, Token } from '../tokens';
import { Cursor } from './cursor';
import { readCall } from './calls';
import {
  DEEPEST,
  type Entry,
  type ListNode,
  type MapNode,
  type Root,
  type Tree,
  type TreeNode,
} from './tree';

/** Words behind which a bracket opens a list; behind any other word it is a subscript. */
const BEFORE_LIST = /^(?:return|yield|await|in|of|new|and|or|not|if|else|print|default|export|case)$/;
const NOTHING = /^(?:null|undefined|None)$/;
const CONSTANT = /^(?:true|false|True|False|\d.*)$/;

/**
 * The lists written as literals in Python or TypeScript/JavaScript, with what is in them; whatever else a program says is unknown. A reader of
 * literals alone, since a parser of the whole language takes a second for a megabyte. Never throws.
 */
export function readLiterals(tokens: readonly Token[], language: SourceLanguage): Tree {
  const cursor = new Cursor(tokens, language === 'python');
  const roots: Root[] = [];
  while (!cursor.done) {
    if (cursor.mark() === '[' && opensList(cursor)) {
      const name = nameBefore(cursor);
      const node = readList(cursor);
      roots.push(name === undefined ? { node } : { name, node });
    } else cursor.skip();
  }
  return { roots, problems: [] };
}

function opensList(cursor: Cursor): boolean {
  const word = cursor.word(-1);
  if (word !== undefined) return BEFORE_LIST.test(word);
  return cursor.string(-1) === undefined && !/^[)\]}]$/.test(cursor.mark(-1) ?? '');
}

/** Longest type, in tokens, that may stand between a name and its value. */
const LONGEST_TYPE = 24;

/** What the list is assigned to: the variable, with or without a type, the key or the argument. */
function nameBefore(cursor: Cursor): string | undefined {
  if (cursor.mark(-1) === ':') return nameAt(cursor, -2);
  if (cursor.mark(-1) !== '=') return undefined;
  const near = nameAt(cursor, -2);
  if (near !== undefined) return cursor.mark(-3) === ':' ? nameAt(cursor, -4) : near;
  for (let back = -3; back > -LONGEST_TYPE; back -= 1) {
    if (cursor.mark(back) === ':') return nameAt(cursor, back - 1);
    if (/^[;{}()]$/.test(cursor.mark(back) ?? '')) break;
  }
  return cursor.string(-3)?.decode().text;
}

const nameAt = (cursor: Cursor, ahead: number): string | undefined =>
  cursor.word(ahead) ?? cursor.string(ahead)?.decode().text;

/** The value at the cursor, with what is done to it; the cursor is then where the value ends. */
function readValue(cursor: Cursor): TreeNode {
  const { start } = cursor;
  cursor.depth += 1;
  const node = cursor.depth > DEEPEST ? undefined : readPrimary(cursor);
  cursor.depth -= 1;
  const kept = node && skipMethods(cursor);
  if (node && kept && cursor.ends) return node;
  cursor.skipValue();
  return { type: 'unknown', ...cursor.since(start) };
}

function readPrimary(cursor: Cursor): TreeNode | undefined {
  const { start } = cursor;
  if (cursor.string()) return readString(cursor);
  const mark = cursor.mark();
  if (mark === '[') return readList(cursor);
  if (mark === '(') return readParenthesis(cursor);
  if (mark === '{') return readMap(cursor);
  const sign = mark === '-' ? 1 : 0;
  const word = cursor.word(sign);
  if (word === undefined) return undefined;
  const isNothing = NOTHING.test(word);
  if (isNothing || CONSTANT.test(word)) {
    // The parts of a decimal number are tokens of their own.
    const text =
      (sign ? '-' : '') + word + (cursor.mark(sign + 1) === '.' ? `.${cursor.word(sign + 2) ?? ''}` : '');
    cursor.skip(sign + (text.includes('.') ? 3 : 1));
    return { type: 'scalar', text: isNothing ? '' : text, isString: false, ...cursor.since(start) };
  }
  return readCall(cursor, readValue);
}

/** Strings side by side or with a plus between them. Undefined if something else is added. */
function readString(cursor: Cursor): TreeNode | undefined {
  const { start } = cursor;
  const parts: string[] = [];
  for (let next = cursor.string(); next; next = cursor.joinsStrings ? cursor.string() : undefined) {
    parts.push(next.decode().text);
    cursor.skip();
    while (cursor.mark() === '+' && cursor.string(1)) {
      parts.push(cursor.string(1)?.decode().text ?? '');
      cursor.skip(2);
    }
  }
  return { type: 'scalar', text: parts.join(''), isString: true, ...cursor.since(start) };
}

function readList(cursor: Cursor): ListNode {
  const { start } = cursor;
  const items = readItems(cursor, ']');
  return { type: 'list', items, ...cursor.since(start) };
}

/** A value in parentheses, or a tuple. */
function readParenthesis(cursor: Cursor): TreeNode | undefined {
  const { start } = cursor;
  const items = readItems(cursor, ')');
  const [only] = items;
  return only && items.length === 1 ? only : { type: 'list', items, ...cursor.since(start) };
}

/** What stands between the bracket at the cursor and the one that closes it. */
function readItems(cursor: Cursor, closing: string): TreeNode[] {
  const items: TreeNode[] = [];
  cursor.skip();
  while (!cursor.closes) {
    if (!cursor.accept(',')) items.push(readValue(cursor));
  }
  // Another bracket closes what is around: this one was forgotten.
  cursor.accept(closing);
  return items;
}

function readMap(cursor: Cursor): MapNode {
  const { start } = cursor;
  const entries: Entry[] = [];
  cursor.skip();
  while (!cursor.closes) {
    const name = nameAt(cursor, 0);
    if (cursor.accept(',')) continue;
    if (name !== undefined && cursor.mark(1) === ':') {
      cursor.skip(2);
      entries.push({ name, value: readValue(cursor) });
    } else cursor.skipValue();
  }
  cursor.accept('}');
  return { type: 'map', entries, ...cursor.since(start) };
}

/** `.strip()`, `as const`: what is done to a value without making it another. False if something else is. */
function skipMethods(cursor: Cursor): boolean {
  while (cursor.mark() === '.' || cursor.mark() === '?.') {
    cursor.skip(2);
    if (cursor.mark() === '(') cursor.skipOne();
  }
  if (/^(?:as|satisfies)$/.test(cursor.word() ?? '')) cursor.skipValue();
  return cursor.ends;
}
