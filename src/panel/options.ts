import type { Demonstration } from '../demonstrations/types';

/** More different outputs than this are answers, not labels. */
const mostLabels = 20;
/** Longer outputs than this are answers, not labels. */
const mostLabelWords = 4;

/**
 * The labels that a query about these demonstrations is answered with: their `options` where they have some, otherwise their outputs where these
 * look like labels (short, and at least one of them used twice). Empty where the answer is free text.
 */
export function labelsOf(demonstrations: readonly Demonstration[]): string[] {
  const stated = new Set(demonstrations.flatMap((demonstration) => demonstration.options ?? []));
  if (stated.size > 0) return [...stated];
  const outputs = new Set(demonstrations.map((demonstration) => demonstration.output.trim()));
  const short = [...outputs].every((output) => output.split(/\s+/).length <= mostLabelWords);
  const labels =
    outputs.size > 1 && outputs.size <= mostLabels && outputs.size < demonstrations.length && short;
  return labels ? [...outputs] : [];
}

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
