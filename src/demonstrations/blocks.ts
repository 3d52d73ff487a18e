import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { type Candidate, finishBlock, type LineOf, moveCandidate } from './candidate';
import { unescape } from './escapes';
import { type Kind, kindOf, type SourceHint } from './kind';
import { lineCounter } from './lines';
import { searchRegion } from './regions';
import { search } from './search';
import { findTables } from './table';
import type { FewShotBlock } from './types';

const FORMATS =
  'JSON Lines, CSV or TSV with a header, chat messages, or two repeated fields, for example "Input: good film", "Output: positive" on lines of their own';

/** A document with everything in it that may be a few-shot block: searching takes nearly all of the time, whatever is asked then. */
export interface SearchedText {
  readonly text: string;
  readonly kind: Kind;
  readonly candidates: readonly Candidate[];
  readonly lineOf: LineOf;
}

/** Searches a document; in binary data there is nothing. */
export function searchText(text: string, hint: SourceHint = {}): SearchedText {
  const [kind, lineOf] = [kindOf(hint), lineCounter(text)];
  return { text, kind, candidates: text.includes('\0') ? [] : search(text, kind, lineOf), lineOf };
}

/**
 * Every few-shot block of a document, in order: at least two demonstrations each. What is broken or incomplete is left out; `blockAround` and
 * `parseDemonstrations` say what is wrong with it. Offsets refer to the text.
 */
export function blocksIn({ candidates, lineOf }: SearchedText): FewShotBlock[] {
  return candidates.flatMap((candidate) => quietly(() => [finishBlock(candidate, lineOf)]));
}

/**
 * The block around an offset, or undefined if there is none.
 * @throws UserError if what is there is not a valid block (one sentence that says why).
 */
export function blockAround(
  { text, candidates, lineOf }: SearchedText,
  offset: number,
): FewShotBlock | undefined {
  const candidate = candidates.find(({ start, end }) => start <= offset && offset <= lineEnd(text, end));
  return candidate && finishBlock(candidate, lineOf);
}

/** The blocks of a text that nothing else is asked about. */
export const findBlocks = (text: string, hint?: SourceHint): FewShotBlock[] =>
  blocksIn(searchText(text, hint));

/** The block around an offset of such a text. @throws UserError */
export const blockAt = (text: string, offset: number, hint?: SourceHint): FewShotBlock | undefined =>
  blockAround(searchText(text, hint), offset);

function lineEnd(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  return next < 0 ? text.length : next;
}

/**
 * The one few-shot block of a text: a selection or a file.
 * @throws UserError `badInput` (empty, binary, malformed), `noDemonstrations`, `badDemonstrations` or `badOptions`.
 */
export function parseDemonstrations(text: string, hint: SourceHint = {}): FewShotBlock {
  checkText(text);
  const lineOf = lineCounter(text);
  const candidates = candidatesOf(text, hint, lineOf);
  const [first, second] = candidates;
  if (!first)
    throw new UserError(
      'noDemonstrations',
      sentence('No demonstrations were found: write them as {0}.', FORMATS),
    );
  if (second) {
    const places = candidates.map(({ start, end }) => sentence('lines {0}-{1}', lineOf(start), lineOf(end)));
    const [one = '', two = '', three = ''] = places;
    const listed =
      candidates.length > 3
        ? sentence('{0}, {1}, {2}, …', one, two, three)
        : candidates.length === 3
          ? sentence('{0} and {1} and {2}', one, two, three)
          : sentence('{0} and {1}', one, two);
    throw new UserError(
      'badInput',
      sentence('There are {0} few-shot blocks ({1}): select one of them.', candidates.length, listed),
    );
  }
  return finishBlock(first, lineOf);
}

function checkText(text: string): void {
  if (text.trim() === '')
    throw new UserError(
      'badInput',
      sentence('The text is empty: write at least 2 demonstrations, as {0}.', FORMATS),
    );
  if (text.includes('\0'))
    throw new UserError(
      'badInput',
      sentence('The text is binary (it holds a NUL character): choose a text file.'),
    );
}

/** Candidates of a text that is meant to be demonstrations: with more effort than in a document where they may or may not be. */
export function candidatesOf(text: string, hint: SourceHint, lineOf: LineOf): readonly Candidate[] {
  const kind = kindOf(hint);
  if ((kind === 'csv' || kind === 'tsv') && hint.header !== undefined && !text.startsWith(hint.header)) {
    return withHeader(text, hint.header, kind);
  }
  const found = search(text, kind, lineOf);
  const broken = found.find(({ problem }) => problem);
  if (broken) return [broken];
  const blocks = atLeastTwo(found);
  if (blocks.length > 0) return blocks;
  const more = otherReadings(text, kind, lineOf);
  const moreBlocks = atLeastTwo(more);
  return moreBlocks.length > 0 ? moreBlocks : [...found, ...more].slice(0, 1);
}

const atLeastTwo = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ examples, problem }) => examples.length > 1 && !problem);

const PROGRAM = /^(?:import|from|export|const|let|var|function|def|class|interface)\b/m;

/** A selection may lie inside a string of source code, or be source code of an unknown language, or a table of two columns of any name. */
function otherReadings(text: string, kind: Kind, lineOf: LineOf): readonly Candidate[] {
  const isSource = kind === 'python' || kind === 'script';
  if (isSource && PROGRAM.test(text)) return [];
  const tables = findTables(text, true);
  if (tables.length > 0) return tables;
  if (kind !== 'unknown' && !isSource) return [];
  const plain = search(text, 'unknown', lineOf, isSource);
  const readings = [isSource ? plain : search(text, 'script', lineOf)];
  if (text.includes('\\n')) {
    readings.push(searchRegion({ ...unescape(text), kind: 'unknown' }, search, lineOf));
  }
  const blocks = readings.map(atLeastTwo).find(({ length }) => length > 0);
  return blocks ?? (isSource ? plain : []);
}

/** Rows selected below their header: the header is put in front and its length taken off again. */
function withHeader(text: string, header: string, kind: 'csv' | 'tsv'): Candidate[] {
  const shift = header.length + 1;
  const found = search(`${header}\n${text}`, kind, () => 0);
  const at = (offset: number): number => Math.max(0, offset - shift);
  return found.map((candidate) => moveCandidate(candidate, { at, endAt: at }));
}

function quietly<T>(find: () => T[]): T[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
