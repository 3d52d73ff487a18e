import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../shared/errors';
import { type Candidate, type Example, orProblem } from './candidate';
import { type Line, splitLines, trimmedRange } from './lines';
import { choosePair } from './names';

interface Row {
  readonly cells: readonly string[];
  /** Line (from 1) the row ends on. */
  readonly line: number;
}

/** What csv-parse gives with `info`. */
interface Recorded {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

type Delimiter = ',' | '\t' | ';';

/**
 * Reads CSV or TSV with a header. The columns are found by name (`input`/`output`, `text`/`label`, …); a header of two columns may name them
 * as it likes. `firstLine` numbers the first line of the text. Ragged rows, open quotes and columns that are not found are its problem.
 */
export function parseCsv(text: string, delimiter: Delimiter, firstLine: number): Candidate {
  const range = trimmedRange(text);
  const format = delimiter === '\t' ? 'tsv' : 'csv';
  return orProblem(format, range, () => {
    const [header, ...rows] = readRows(text, delimiter, firstLine);
    const examples = header ? readExamples(text, header, rows, firstLine) : [];
    const found = { format, start: range[0], end: range[1], examples } as const;
    return header && choosePair(header.cells, false) ? found : { ...found, unsure: true };
  });
}

/** @throws UserError `badInput` */
function readExamples(text: string, header: Row, rows: readonly Row[], firstLine: number): Example[] {
  const pair = choosePair(header.cells, true);
  if (!pair) {
    throw new UserError(
      'badInput',
      `The header (line ${header.line}) has the columns ${header.cells.join(', ')}: name one "input" and one "output".`,
    );
  }
  const lines = splitLines(text);
  let before = header.line - firstLine;
  return rows.map((row): Example => {
    checkWidth(row, header);
    const last = row.line - firstLine;
    const first = nextLine(lines, before, last);
    before = last;
    const [input, output] = [row.cells[pair[0]] ?? '', row.cells[pair[1]] ?? ''];
    return { input, output, start: lines[first]?.start ?? 0, end: lines[last]?.end ?? text.length };
  });
}

/** The line a row starts on: the first behind the row before that is not empty. */
function nextLine(lines: readonly Line[], before: number, last: number): number {
  let line = before + 1;
  while (line < last && lines[line]?.text === '') line += 1;
  return Math.min(line, last);
}

function checkWidth(row: Row, header: Row): void {
  if (row.cells.length === header.cells.length) return;
  const [has, wants] = [row.cells.length, header.cells.length];
  throw new UserError(
    'badInput',
    `Line ${row.line} has ${has} column${has === 1 ? '' : 's'} and the header has ${wants}: quote values that hold the separator.`,
  );
}

function readRows(text: string, delimiter: Delimiter, firstLine: number): Row[] {
  try {
    return rowsOf(text, delimiter, firstLine, '"');
  } catch (error) {
    if (delimiter === '\t') return rowsOf(text, delimiter, firstLine, null); // Most TSV has quotes that mean themselves.
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines'] ?? 1) + firstLine - 1;
    throw new UserError(
      'badInput',
      `Line ${line} is not valid CSV (${oneLine(error.message)}): correct its quotes.`,
      { cause: error },
    );
  }
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').replace(/[.:]$/, '');
}

function rowsOf(text: string, delimiter: Delimiter, firstLine: number, quote: '"' | null): Row[] {
  const records = parse(text, {
    bom: true,
    delimiter,
    quote,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as readonly Recorded[];
  return records.map(({ record, info }) => ({ cells: record, line: info.lines + firstLine - 1 }));
}

/** The separator of a text that says nothing about itself: one whose header names a known pair, or two columns all through with tabs. */
export function sniffDelimiter(text: string): Delimiter | undefined {
  const [first = '', ...rest] = splitLines(text.trim()).map((line) => line.text);
  for (const delimiter of [',', '\t', ';'] as const) {
    if (choosePair(headerCells(first, delimiter), false)) return delimiter;
  }
  const isPair = (line: string): boolean => line.split('\t').length === 2;
  const rows = rest.filter((line) => line.trim() !== '');
  return isPair(first) && rows.length >= 2 && rows.every(isPair) ? '\t' : undefined;
}

/** The separator of a text that is known to be CSV: the one that splits its header into most columns. */
export function csvDelimiter(text: string): Delimiter {
  const first = splitLines(text.trimStart())[0]?.text ?? '';
  const counts = ([',', ';', '\t'] as const).map((delimiter) => ({
    delimiter,
    count: headerCells(first, delimiter).length,
  }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

function headerCells(line: string, delimiter: Delimiter): string[] {
  return line.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
