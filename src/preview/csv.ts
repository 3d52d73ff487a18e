import { arms } from '../mend/answerQueries';
import type { PreviewRow } from './rows';

const ANSWER_COLUMNS = [
  ...arms.flatMap((arm) => [arm, `${arm}Probability`]),
  'agrees',
  'kl',
  'sameFirstToken',
];

/**
 * Rows as CSV (RFC 4180: CRLF, quotes where they are needed and doubled inside), the header first; `places` are the numbers of the rows in
 * their list, from 0.
 */
export function csvOf(rows: readonly PreviewRow[], places: readonly number[]): string {
  const header = ['query', 'input', 'expected', ...ANSWER_COLUMNS];
  const lines = places.flatMap((place) => {
    const row = rows[place];
    return row
      ? [[String(place + 1), text(row.query.input), text(row.query.output ?? ''), ...answerCells(row)]]
      : [];
  });
  return [header, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function answerCells({ answers }: PreviewRow): readonly string[] {
  if (!answers) return ANSWER_COLUMNS.map(() => '');
  const { fidelity } = answers;
  return [
    ...arms.flatMap((arm) => {
      const { prediction, probability } = answers.arms[arm];
      return [text(prediction), probability === undefined ? '' : number(probability)];
    }),
    answers.arms.distilled.prediction === answers.arms.fullIcl.prediction ? 'yes' : 'no',
    number(fidelity.kl),
    fidelity.top1Agreement >= 0.5 ? 'yes' : 'no',
  ];
}

/**
 * A text as a cell. One that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection: `=`, `+`, `-`, `@`, tab
 * and carriage return at its start).
 */
function text(value: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Six significant digits, without an exponent: what spreadsheets read everywhere. */
function number(value: number): string {
  return String(Number(value.toFixed(6)));
}
