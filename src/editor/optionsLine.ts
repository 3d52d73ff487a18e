/** Writes options as one line: `a, b, "c, d"`. */
export function formatOptions(options: readonly string[]): string {
  return options
    .map((option) => (/[",]|^\s|\s$/.test(option) ? `"${option.replaceAll('"', '""')}"` : option))
    .join(', ');
}

/** Reads what `formatOptions` wrote, or what a user typed; empty ones and repetitions are left out. */
export function parseOptions(line: string): string[] {
  const parts = [...line.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/g)];
  const options = parts.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain?.trim() ?? '');
  return [...new Set(options.filter((option) => option !== ''))];
}
