import type { Samples } from './alternate';
import { median, percentile } from './statistics';

/** Prints rows in columns as wide as their longest cell; the first column to the left, numbers to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('  ')}`.trimEnd());
  }
}

export function number(value: number, digits = 2): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

/**
 * One row an arm, with the ratio of its time to that of the arm `baseline`: the median over the rounds of the ratio within each round, since
 * neighbours in time share the machine's mood.
 */
export function printSamples(title: string, samples: readonly Samples[], baseline: string): void {
  const base = samples.find(({ name }) => name === baseline);
  console.log(`\n${title}\n`);
  printTable([
    ['', 'median ms', 'p95 ms', 'CPU ms', `/ ${baseline}`],
    ...samples.map(({ name, milliseconds, cpuMilliseconds }) => [
      name,
      number(median(milliseconds)),
      number(percentile(milliseconds, 0.95)),
      number(median(cpuMilliseconds), 1),
      number(base ? ratio(milliseconds, base.milliseconds) : NaN, 3),
    ]),
  ]);
}

/** The median ratio of two arms within the same rounds. */
export function ratio(milliseconds: readonly number[], baseline: readonly number[]): number {
  return median(milliseconds.map((value, round) => value / (baseline[round] ?? NaN)));
}

/** Says what was expected of a figure and whether it came true. */
export function printExpectation(what: string, value: number, most: number): void {
  const verdict = value <= most ? 'as expected' : 'NOT as expected';
  console.log(`  ${what}: ${number(value, 3)}, expected at most ${number(most, 3)}: ${verdict}`);
}
