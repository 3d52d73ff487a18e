import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { trimText } from '../shared/trimText';
import { type Candidate, type Example, orProblem } from './candidate';
import { type Line, splitLines, trimmedRange } from './lines';
import { chooseInput, choosePair } from './names';
import { readJson } from './tree/json';
import type { TreeNode } from './tree/tree';

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

/**
 * Reads CSV or TSV of queries: the same, but there may be no column for outputs, and one named `options` holds the options: a JSON array, or
 * texts with `|` or else commas between them.
 */
export function parseCsvQueries(text: string, delimiter: Delimiter): Candidate {
  const [start, end] = trimmedRange(text);
  const format = delimiter === '\t' ? 'tsv' : 'csv';
  return orProblem(format, [start, end], () => {
    const [header, ...rows] = readRows(text, delimiter, 1);
    const examples = header ? placedRows(text, header, rows, 1, queryColumns(header)) : [];
    return { format, start, end, examples };
  });
}

/** Which cells of a row are what. */
interface Columns {
  readonly input: number;
  readonly output?: number;
  readonly options?: number;
}

/** @throws UserError `badInput` */
function readExamples(text: string, header: Row, rows: readonly Row[], firstLine: number): Example[] {
  const pair = choosePair(header.cells, true);
  if (!pair) throw unknownColumns(header, 'one "input" and one "output"');
  return placedRows(text, header, rows, firstLine, { input: pair[0], output: pair[1] });
}

/** @throws UserError `badInput` */
function queryColumns(header: Row): Columns {
  const options = header.cells.findIndex((name) => name.toLowerCase() === 'options');
  const rest = header.cells.flatMap((name, index) => (index === options ? [] : [{ name, index }]));
  const names = rest.map(({ name }) => name);
  const known = chooseInput(names);
  // Of two columns whose names do not tell, the second is the output, unless it is the one that is known to be an input.
  const [input, output] = choosePair(names, known !== 1) ?? [known];
  const place = (column: number | undefined): number | undefined =>
    column === undefined ? undefined : rest[column]?.index;
  const [at, outputAt] = [place(input), place(output)];
  if (at === undefined) throw unknownColumns(header, 'one "input"');
  return {
    input: at,
    ...(outputAt !== undefined && { output: outputAt }),
    ...(options >= 0 && { options }),
  };
}

function unknownColumns(header: Row, wanted: string): UserError {
  const names = header.cells.join(', ');
  return new UserError(
    'badInput',
    sentence('The header (line {0}) has the columns {1}: name {2}.', header.line, names, wanted),
  );
}

function placedRows(
  text: string,
  header: Row,
  rows: readonly Row[],
  firstLine: number,
  columns: Columns,
): Example[] {
  const lines = splitLines(text);
  let before = header.line - firstLine;
  return rows.map((row): Example => {
    checkWidth(row, header);
    const last = row.line - firstLine;
    const first = nextLine(lines, before, last);
    before = last;
    const cell = (column: number | undefined): string =>
      column === undefined ? '' : (row.cells[column] ?? '');
    const options = optionsIn(cell(columns.options), row.line);
    return {
      input: cell(columns.input),
      output: cell(columns.output),
      ...(options && { options }),
      start: lines[first]?.start ?? 0,
      end: lines[last]?.end ?? text.length,
    };
  });
}

/** @throws UserError `badInput` */
function optionsIn(cell: string, line: number): readonly string[] | undefined {
  if (cell === '') return undefined;
  if (!cell.startsWith('[')) {
    const parts = cell.split(cell.includes('|') ? '|' : ',').map(trimText);
    return parts.filter((part) => part !== '');
  }
  const { roots, problems } = readJson(cell, true);
  const list = roots[0]?.node;
  const texts = list?.type === 'list' ? list.items.map(stringOf) : [undefined];
  const options = texts.flatMap((option) => option ?? []);
  if (problems.length === 0 && options.length === texts.length) return options;
  throw new UserError(
    'badInput',
    sentence(
      'Line {0} has options that are no JSON array of strings: write ["…", "…"], or texts with | between them.',
      line,
    ),
  );
}

function stringOf(node: TreeNode): string | undefined {
  return node.type === 'scalar' && node.isString ? trimText(node.text) : undefined;
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
    has === 1
      ? sentence(
          'Line {0} has 1 column and the header has {1}: quote values that hold the separator.',
          row.line,
          wants,
        )
      : sentence(
          'Line {0} has {1} columns and the header has {2}: quote values that hold the separator.',
          row.line,
          has,
          wants,
        ),
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
      sentence('Line {0} is not valid CSV ({1}): correct its quotes.', line, oneLine(error.message)),
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
