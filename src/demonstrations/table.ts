import { trimText } from '../shared/trimText';
import type { Candidate, Example } from './candidate';
import { type Line, splitLines } from './lines';
import { choosePair } from './names';

/** The line below the header: dashes, with colons where columns are aligned. */
const RULE = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/;
const LONGEST = 20_000;

/**
 * The Markdown tables of a text that have a column for the input and one for the output, by their names.
 * @param anyNames take a table of two columns whatever they are called
 */
export function findTables(text: string, anyNames = false): Candidate[] {
  if (!/\|[ \t]*:?-/.test(text) && !/-[ \t]*\|/.test(text)) return [];
  const lines = splitLines(text);
  const tables: Candidate[] = [];
  for (let rule = 1; rule < lines.length; rule += 1) {
    const [header, below] = [lines[rule - 1], lines[rule]];
    if (!header || !below || below.text.length > LONGEST || !RULE.test(below.text)) continue;
    const names = cellsOf(header.text);
    const pair = choosePair(names, anyNames);
    let end = rule + 1;
    while (lines[end]?.text.includes('|')) end += 1;
    if (pair && names.length === cellsOf(below.text).length)
      tables.push(tableOf(header, lines.slice(rule + 1, end), pair, below.end));
    rule = end - 1;
  }
  return tables;
}

function tableOf(
  header: Line,
  rows: readonly Line[],
  [input, output]: readonly [number, number],
  ruleEnd: number,
): Candidate {
  const examples = rows.map((row): Example => {
    const cells = cellsOf(row.text);
    return { input: cells[input] ?? '', output: cells[output] ?? '', start: row.start, end: row.end };
  });
  return { format: 'table', start: header.start, end: examples.at(-1)?.end ?? ruleEnd, examples };
}

/** The cells of a row, decoded: an escaped bar is a bar, a break is one, and a cell that is all code is its code. */
function cellsOf(line: string): string[] {
  const inner = line
    .replace(/^[ \t>]*\|?/, '')
    .trimEnd()
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => {
    const text = trimText(cell.replaceAll('\\|', '|').replace(/<br[ \t]*\/?>/gi, '\n'));
    return /^`[^`]+`$/.test(text) ? text.slice(1, -1) : text;
  });
}
