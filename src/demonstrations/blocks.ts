import { UserError } from '../shared/errors';
import { type Candidate, checkExample, finishBlock, type LineOf, toDemonstration } from './candidate';
import { candidatesIn } from './candidates';
import { type Kind, kindOf, type SourceHint } from './kind';
import { lineCounter } from './lines';
import { type Region, regionsOf, wholeRegion } from './regions';
import type { Demonstration, FewShotBlock } from './types';
import { unescape } from './escapes';

const FORMATS =
  'JSON Lines, CSV or TSV with a header, or two repeated fields, for example "Input: good film", "Output: positive" on lines of their own';

/**
 * Every few-shot block of a document, in order: at least two demonstrations each. What is broken or incomplete is left out; `blockAt` and
 * `parseDemonstrations` say what is wrong with it. Offsets refer to `text`.
 */
export function findBlocks(text: string, hint: SourceHint = {}): FewShotBlock[] {
  if (text.includes('\0')) return [];
  const lineOf = lineCounter(text);
  return regionsOf(text, kindOf(hint)).flatMap((region) =>
    quietly(() => placed(region, lineOf)).flatMap((candidate) =>
      quietly(() => [finishBlock(candidate, lineOf)]),
    ),
  );
}

/**
 * The block around an offset, or undefined if there is none.
 * @throws UserError if what is there is not a valid block (one sentence that says why).
 */
export function blockAt(text: string, offset: number, hint: SourceHint = {}): FewShotBlock | undefined {
  const lineOf = lineCounter(text);
  const region = regionsOf(text, kindOf(hint)).find(
    ({ at, text: part }) => at(0) <= offset && offset <= at(part.length),
  );
  if (!region) return undefined;
  const candidate = placed(region, lineOf).find(
    ({ start, end }) => start <= offset && offset <= lineEnd(text, end),
  );
  return candidate && finishBlock(candidate, lineOf);
}

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
  const candidates = search(text, hint, lineOf);
  const [first, second] = candidates;
  if (!first)
    throw new UserError('noDemonstrations', `No demonstrations were found: write them as ${FORMATS}.`);
  if (second) {
    const places = candidates.slice(0, 3).map(({ start, end }) => `lines ${lineOf(start)}-${lineOf(end)}`);
    const listed = candidates.length > 3 ? `${places.join(', ')}, …` : places.join(' and ');
    throw new UserError(
      'badInput',
      `There are ${candidates.length} few-shot blocks (${listed}): select one of them.`,
    );
  }
  return finishBlock(first, lineOf);
}

/**
 * Labelled queries: the formats of demonstrations, one or more of them, each with an output.
 * @throws UserError as `parseDemonstrations` does.
 */
export function parseQueries(text: string, hint: SourceHint = {}): Demonstration[] {
  checkText(text);
  const lineOf = lineCounter(text);
  const examples = search(text, hint, lineOf).flatMap((candidate) => candidate.examples);
  if (examples.length === 0) {
    throw new UserError(
      'noDemonstrations',
      'No queries were found: write one {"input": "…", "output": "…"} a line.',
    );
  }
  examples.forEach((example, index) => checkExample(example, index, 'Query', lineOf));
  return examples.map(toDemonstration);
}

function checkText(text: string): void {
  if (text.trim() === '')
    throw new UserError('badInput', `The text is empty: write at least 2 demonstrations, as ${FORMATS}.`);
  if (text.includes('\0'))
    throw new UserError('badInput', 'The text is binary (it holds a NUL character): choose a text file.');
}

/** Candidates of a text that is meant to be demonstrations: with more effort than in a document where they may or may not be. */
function search(text: string, hint: SourceHint, lineOf: LineOf): Candidate[] {
  const kind = kindOf(hint);
  if ((kind === 'csv' || kind === 'tsv') && hint.header !== undefined && !text.startsWith(hint.header)) {
    return withHeader(text, hint.header, kind);
  }
  const found = regionsOf(text, kind).flatMap((region) => placed(region, lineOf));
  const blocks = atLeastTwo(found);
  if (blocks.length > 0) return blocks;
  const more = otherReadings(text, kind, lineOf);
  const moreBlocks = atLeastTwo(more);
  return moreBlocks.length > 0 ? moreBlocks : [...found, ...more].slice(0, 1);
}

const atLeastTwo = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(({ examples }) => examples.length > 1);

/** A selection may lie inside a string of source code, or be source code of an unknown language. */
function otherReadings(text: string, kind: Kind, lineOf: LineOf): Candidate[] {
  const isSource = kind === 'python' || kind === 'script';
  if (kind !== 'unknown' && !isSource) return [];
  if (isSource && /^(?:import|from|export|const|let|var|function|def|class|interface)\b/m.test(text))
    return [];
  const readings: Region[] = isSource ? [wholeRegion(text, 'unknown')] : regionsOf(text, 'script');
  if (text.includes('\\n')) readings.push(unescapedRegion(text));
  for (const region of readings) {
    const candidates = atLeastTwo(quietly(() => placed(region, lineOf, isSource)));
    if (candidates.length > 0) return candidates;
  }
  return isSource ? placed(wholeRegion(text, 'unknown'), lineOf, true) : [];
}

function unescapedRegion(text: string): Region {
  const decoded = unescape(text);
  return { text: decoded.text, kind: 'unknown', at: (offset) => decoded.offsets[offset] ?? text.length };
}

/** Rows selected below their header: the header is put in front and its length taken off again. */
function withHeader(text: string, header: string, kind: 'csv' | 'tsv'): Candidate[] {
  const shift = header.length + 1;
  const lineOf: LineOf = () => 0;
  const moved = candidatesIn(wholeRegion(`${header}\n${text}`, kind), lineOf);
  return moved.map((candidate) => ({
    ...candidate,
    start: 0,
    end: candidate.end - shift,
    examples: candidate.examples.map((example) => ({ ...example, at: example.at - shift })),
  }));
}

/** A region's candidates with the document's offsets. */
function placed(region: Region, lineOf: LineOf, code = false): Candidate[] {
  return candidatesIn(region, (offset) => lineOf(region.at(offset)), code).map((candidate) => ({
    ...candidate,
    start: region.at(candidate.start),
    end: region.at(candidate.end),
    examples: candidate.examples.map((example) => ({ ...example, at: region.at(example.at) })),
  }));
}

function quietly<T>(find: () => T[]): T[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
