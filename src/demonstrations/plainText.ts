import { findArrows } from './arrows';
import { type Candidate, type LineOf, moveCandidate } from './candidate';
import { parseCsv, sniffDelimiter } from './csv';
import { findFields } from './fields/fields';
import { findJsonl, parseJsonl } from './jsonl';
import { findInJson } from './structured/structured';
import { sliceText } from './placedText';
import { findTables } from './table';

/**
 * Blocks in a text that says nothing about its format: data is told by how it starts, and the rest is fields, tables and lines with arrows.
 * @param code the text is that of a program
 */
export function findInPlainText(text: string, lineOf: LineOf, code: boolean): readonly Candidate[] {
  if (/^\s*\[\s*\{/.test(text)) return findInJson(text, lineOf).candidates;
  if (/^\s*\{\s*"/.test(text)) return findInObjects(text, lineOf);
  const runs = findJsonl(text);
  if (runs.length > 0) {
    return runs.map(([start, end]) => {
      const slice = sliceText(text, start, end);
      return moveCandidate(
        parseJsonl(slice.text, (offset) => lineOf(slice.at(offset))),
        slice,
      );
    });
  }
  const delimiter = sniffDelimiter(text);
  return delimiter === undefined ? findInProse(text, code) : [parseCsv(text, delimiter, lineOf(0))];
}

/** One object over several lines, or one a line. A single object that is no example is something else. */
function findInObjects(text: string, lineOf: LineOf): readonly Candidate[] {
  const [first = '', ...rest] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const oneALine = first.trimEnd().endsWith('}') || rest[0]?.startsWith('{"') === true;
  if (!oneALine) return findInJson(text, lineOf).candidates;
  const lines = parseJsonl(text, lineOf);
  return rest.length === 0 && lines.problem ? findInJson(text, lineOf).candidates : [lines];
}

/** Tables, and in the text between them fields and lines with arrows. */
function findInProse(text: string, code: boolean): readonly Candidate[] {
  const tables = findTables(text);
  if (tables.length === 0) return fieldsAndArrows(text, code);
  const found: Candidate[] = [];
  let from = 0;
  const between = (to: number): void => {
    const slice = sliceText(text, from, to);
    for (const candidate of fieldsAndArrows(slice.text, code)) found.push(moveCandidate(candidate, slice));
  };
  for (const table of tables) {
    between(table.start);
    found.push(table);
    from = table.end;
  }
  between(text.length);
  return found;
}

function fieldsAndArrows(text: string, code: boolean): readonly Candidate[] {
  const fields = findFields(text, code);
  const blocks = fields.filter(({ examples }) => examples.length > 1);
  const arrows = findArrows(text).filter(
    ({ start, end }) => !blocks.some((block) => block.start < end && start < block.end),
  );
  return arrows.length > 0 ? [...blocks, ...arrows].sort((a, b) => a.start - b.start) : fields;
}
