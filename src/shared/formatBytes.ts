const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as people read it, in decimal units: `12 bytes`, `3.4 MB`, `1.55 GB`. Three digits, as far as there are decimals. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  // What rounds up to 1000 of a unit is one of the next.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const shown = value.toFixed(digits).replace(/\.0+$|(?<=\.\d)0$/, '');
  return `${shown} ${units[unit] ?? 'TB'}`;
}
