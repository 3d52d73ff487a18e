import type { Candidate, LineOf } from './candidate';
import { csvDelimiter, parseCsv, sniffDelimiter } from './csv';
import { findFields } from './fields/fields';
import { parseJson, parseJsonl } from './jsonl';
import { splitLines } from './lines';
import type { Region } from './regions';

/**
 * Everything in a region that may be a few-shot block, by the format it is in; offsets are the region's.
 * @param lineOf numbers the document's lines, by the region's offsets.
 * @param code the region is program text, not a string of it.
 * @throws UserError if the region is in one of the structured formats and not well-formed.
 */
export function candidatesIn({ text, kind }: Region, lineOf: LineOf, code = false): Candidate[] {
  if (text.trim() === '') return [];
  if (kind === 'csv' || kind === 'tsv')
    return [parseCsv(text, kind === 'tsv' ? '\t' : csvDelimiter(text), lineOf(0))];
  if (kind === 'json' || isArray(text)) return [parseJson(text)];
  if (kind === 'jsonl' || /^\s*\{\s*"/.test(text)) return [parseJsonl(text, lineOf)];
  const runs = jsonlRuns(text, lineOf);
  if (runs.length > 0) return runs;
  const delimiter = sniffDelimiter(text);
  return delimiter === undefined ? findFields(text, code) : [parseCsv(text, delimiter, lineOf(0))];
}

function isArray(text: string): boolean {
  return /^\s*\[\s*\{/.test(text);
}

/** JSON Lines in the middle of other text: at least two lines in a row that look like objects. */
function jsonlRuns(text: string, lineOf: LineOf): Candidate[] {
  const runs: { start: number; end: number; count: number }[] = [];
  let open = false;
  for (const line of splitLines(text)) {
    const isObject = /^\s*\{\s*".*\}\s*$/.test(line.text);
    const run = runs.at(-1);
    if (isObject && open && run) {
      run.end = line.end;
      run.count += 1;
    } else if (isObject) {
      runs.push({ start: line.start, end: line.end, count: 1 });
    }
    open = isObject || (open && line.text.trim() === '');
  }
  return runs
    .filter(({ count }) => count >= 2)
    .map(({ start, end }) => {
      const candidate = parseJsonl(text.slice(start, end), (offset) => lineOf(start + offset));
      const examples = candidate.examples.map((example) => ({ ...example, at: start + example.at }));
      return { ...candidate, start: start + candidate.start, end: start + candidate.end, examples };
    });
}
