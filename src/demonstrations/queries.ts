import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { candidatesOf } from './blocks';
import { type Candidate, checkAnswered, checkExample, type Example, toDemonstration } from './candidate';
import { csvDelimiter, parseCsvQueries } from './csv';
import { kindOf, type SourceHint } from './kind';
import { lineCounter } from './lines';
import type { Demonstration, TextRange } from './types';

/** A query where it stands in its document. */
export interface PlacedQuery extends TextRange {
  readonly input: string;
  /** The right answer; absent where none is written. */
  readonly output?: string;
  readonly options?: readonly string[];
}

/**
 * The queries of a document, labelled or not: the formats of demonstrations, one or more of them. CSV and TSV need no column for outputs, and
 * may have one named `options`.
 * @throws UserError `badInput` (empty, binary, malformed), `noDemonstrations`, `badDemonstrations` (no input) or `badOptions`
 */
export function readQueries(text: string, hint: SourceHint = {}): PlacedQuery[] {
  return read(text, hint).map(({ input, output, options, start, end }) => ({
    input,
    ...(output !== '' && { output }),
    ...(options && { options }),
    start,
    end,
  }));
}

/**
 * Labelled queries: the same, each with an output.
 * @throws UserError as `readQueries`, and `badDemonstrations` for one without an output
 */
export function parseQueries(text: string, hint: SourceHint = {}): Demonstration[] {
  const examples = read(text, hint);
  const lineOf = lineCounter(text);
  examples.forEach((example, index) => checkAnswered(example, index, 'Query', lineOf));
  return examples.map(toDemonstration);
}

function read(text: string, hint: SourceHint): readonly Example[] {
  if (text.trim() === '') {
    throw new UserError(
      'badInput',
      sentence('There are no queries, since the text is empty: write one {"input": "…"} a line.'),
    );
  }
  if (text.includes('\0'))
    throw new UserError(
      'badInput',
      sentence('The text is binary (it holds a NUL character): choose a text file.'),
    );
  const lineOf = lineCounter(text);
  const candidates = candidatesIn(text, hint);
  const problem = candidates.find((candidate) => candidate.problem)?.problem;
  if (problem) throw problem;
  const examples = candidates.flatMap((candidate) => candidate.examples);
  if (examples.length === 0) {
    throw new UserError(
      'noDemonstrations',
      sentence('No queries were found: write one {"input": "…", "output": "…"} a line.'),
    );
  }
  examples.forEach((example, index) => checkExample(example, index, 'Query', lineOf));
  return examples;
}

function candidatesIn(text: string, hint: SourceHint): readonly Candidate[] {
  const kind = kindOf(hint);
  if (kind === 'csv') return [parseCsvQueries(text, csvDelimiter(text))];
  if (kind === 'tsv') return [parseCsvQueries(text, '\t')];
  return candidatesOf(text, hint, lineCounter(text));
}
