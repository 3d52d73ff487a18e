import { type SearchedText, type SourceHint, searchText } from '../demonstrations';
import type { Candidate } from '../demonstrations/candidate';
import { findLabels } from '../demonstrations/fields/labels';
import { isInputName, isOutputName } from '../demonstrations/names';
import { mergeBlocks } from './mergeBlocks';
import type { LintBlock, LintDocument } from './types';

/** Fewer demonstrations are no pattern that something could depart from. */
const FEWEST = 3;
/** So many of two fields that may mean anything are as regular as only a prompt is. */
const FEWEST_UNKNOWN = 6;

/**
 * The few-shot blocks of a document, also those that are not valid ones.
 * @param meant the user says that it holds demonstrations; otherwise what may be anything else is left out
 */
export function readDocument(text: string, hint: SourceHint, meant = false): LintDocument {
  return readSearched(searchText(text, hint), meant);
}

/** The same of a document that was searched already. */
export function readSearched({ text, kind, candidates, lineOf }: SearchedText, meant = false): LintDocument {
  const blocks = mergeBlocks(text, candidates).flatMap((candidate) =>
    candidate.problem || candidate.examples.length < FEWEST || !(meant || isPrompt(text, candidate))
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

/**
 * Whether the text is a prompt beyond doubt: a finding in a list of names and roles would be wrong, where a lens above it only offers something.
 */
function isPrompt(text: string, { format, examples, unsure }: Candidate): boolean {
  const [first] = examples;
  if (unsure || !first) return false;
  if (format !== 'fields') return true;
  const names = findLabels(text.slice(first.start, first.end), false).map(({ name }) => name);
  return names.some((name) => isInputName(name) || isOutputName(name)) || examples.length >= FEWEST_UNKNOWN;
}
