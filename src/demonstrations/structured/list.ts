import { UserError } from '../../shared/errors';
import { sentence, type Sentence } from '../../shared/sentence';
import type { Candidate, Example } from '../candidate';
import { choosePair, holds, isPlainPair } from '../names';
import type { BlockFormat } from '../types';
import type { ListNode, MapNode, TreeNode } from '../tree/tree';
import { example, recordExample } from './record';
import { scalarText } from './values';

/** What is known about a list besides its items. */
export interface ListContext {
  /** Of its container: a key or a variable. */
  readonly name: string | undefined;
  /** It is all that there is, so that it can only be the demonstrations. */
  readonly whole: boolean;
  readonly format: BlockFormat;
}

/**
 * A list of records, or of pairs of strings, as examples. Undefined if it is a list of something else. An item that is none among others that
 * are is the candidate's problem.
 */
export function listCandidate(list: ListNode, context: ListContext): Candidate | undefined {
  if (list.items.length === 0) return undefined;
  const read = readerOf(list, context);
  if (!read) return undefined;
  const examples: Example[] = [];
  let problem: UserError | undefined;
  list.items.forEach((item, index) => {
    // What the program adds to the list when it runs is not known here.
    if (item.type === 'unknown') return;
    try {
      examples.push(read(item, sentence('Item {0} of the list', index + 1)));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problem ??= error;
    }
  });
  const most = examples.length > 0 && examples.length * 2 >= list.items.length;
  if (!most && !(context.whole && problem)) return undefined;
  const { start, end } = list;
  const format = isTests(list) ? 'promptfoo' : context.format;
  return { format, start, end, examples, ...(problem && { problem }) };
}

type ReadItem = (item: TreeNode, where: Sentence) => Example;

/** How the items are to be read; undefined if nothing says that they are examples. */
function readerOf(list: ListNode, { name, whole, format }: ListContext): ReadItem | undefined {
  const container = holds(name);
  if (container === 'examples') {
    const pair = anyPair(list);
    if (pair) return pair;
  }
  if (whole || container) return recordExample;
  return list.items.some((item) => isPlainRecord(item, format !== 'literal')) ? recordExample : undefined;
}

/** Items of two strings each, in lists or under the same two keys whatever these are: the first goes in, the second comes out. */
function anyPair(list: ListNode): ReadItem | undefined {
  const [first] = list.items;
  if (first?.type === 'list' && list.items.every((item) => item.type === 'list' && item.items.length === 2))
    return listPair;
  if (first?.type !== 'map' || choosePair(namesOf(first), false)) return undefined;
  const names = namesOf(first).join('\n');
  const same = (item: TreeNode): boolean => item.type === 'map' && namesOf(item).join('\n') === names;
  return first.entries.length === 2 && list.items.every(same) ? mapPair : undefined;
}

function listPair(item: TreeNode, where: Sentence): Example {
  const [input, output] = item.type === 'list' ? item.items.map(scalarText) : [];
  if (input !== undefined && output !== undefined) return { input, output, start: item.start, end: item.end };
  throw new UserError(
    'badInput',
    sentence('{0} has something else than two strings: write them out.', where),
  );
}

function mapPair(item: TreeNode, where: Sentence): Example {
  const [input, output] = item.type === 'map' ? item.entries : [];
  if (item.type === 'map' && input && output) return example(item, input, output, where);
  throw new UserError('badInput', sentence('{0} is not an object of two values: write it as one.', where));
}

const namesOf = ({ entries }: MapNode): string[] => entries.map(({ name }) => name);

function isPlainRecord(item: TreeNode, inData: boolean): boolean {
  if (item.type !== 'map') return false;
  if (isTest(item)) return true;
  const names = namesOf(item);
  const [input, output] = choosePair(names, false) ?? [];
  if (input === undefined || output === undefined) return false;
  return isPlainPair(names[input] ?? '', names[output] ?? '', inData);
}

const isTest = (item: TreeNode | undefined): boolean =>
  item?.type === 'map' && item.entries.some(({ name, value }) => name === 'vars' && value.type === 'map');

const isTests = (list: ListNode): boolean => isTest(list.items[0]);
