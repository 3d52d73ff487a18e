import type { Candidate } from '../demonstrations/candidate';
import { findLabels } from '../demonstrations/fields/labels';
import { kindOf, type SourceHint } from '../demonstrations/kind';
import { lineCounter } from '../demonstrations/lines';
import { choosePair, isInputName, isOutputName } from '../demonstrations/names';
import { search } from '../demonstrations/search';
import { mergeBlocks } from './mergeBlocks';
import type { LintBlock, LintDocument } from './types';

/** Fewer demonstrations are no pattern that something could depart from. */
const FEWEST = 3;
/** So many need two fields whose names nobody knows to be an input and an output. */
const FEWEST_UNKNOWN = 6;

/**
 * The few-shot blocks of a document, also those that are not valid ones.
 * @param meant the user says that it holds demonstrations; otherwise what may be any table or list of fields is left out
 */
export function readDocument(text: string, hint: SourceHint, meant = false): LintDocument {
  const lineOf = lineCounter(text);
  const kind = kindOf(hint);
  const found = text.includes('\0') ? [] : mergeBlocks(text, search(text, kind, lineOf));
  const blocks = found.flatMap((candidate) =>
    candidate.problem || candidate.examples.length < FEWEST || !(meant || isFewShot(text, candidate))
      ? []
      : toBlock(candidate),
  );
  return { text, isMarkdown: kind === 'markdown', blocks, lineOf };
}

function toBlock({ format, start, end, examples }: Candidate): LintBlock {
  const last = examples.at(-1);
  if (last?.output !== '') return { format, start, end, demonstrations: examples };
  return { format, start, end, demonstrations: examples.slice(0, -1), query: last };
}

/** Whether names say that these are inputs and outputs, or there are so many that nothing else is as regular. */
function isFewShot(text: string, { format, start, examples }: Candidate): boolean {
  if (format === 'csv' || format === 'tsv') return hasKnownHeader(text, start);
  const [first] = examples;
  if (format !== 'fields' || !first) return true;
  const names = findLabels(text.slice(first.start, first.end), false).map(({ name }) => name);
  return names.some((name) => isInputName(name) || isOutputName(name)) || examples.length >= FEWEST_UNKNOWN;
}

function hasKnownHeader(text: string, start: number): boolean {
  const [header = ''] = text.slice(start, start + 1000).split(/[\r\n]/, 1);
  const names = header.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return choosePair(names, false) !== undefined;
}
