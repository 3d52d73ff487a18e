/** Lines of text columns: the first to the left, the others to the right, two spaces between. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, index) =>
          index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What the four ways of answering are called. */
export const armNames = {
  zeroShot: 'zero-shot',
  fullIcl: 'full ICL',
  fewerShot: 'fewer-shot',
  distilled: 'distilled',
} as const;
