import type { TextRange } from '../demonstrations/types';
import type { LintBlock, LintDocument } from './types';

/** How sentences name a demonstration: by its number from 1 and its line. */
export function numbered({ demonstrations }: LintBlock, index: number, { lineOf }: LintDocument): string {
  return `demonstration ${index + 1} (line ${lineOf(demonstrations[index]?.start ?? 0)})`;
}

export const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** A label or a field as sentences quote it: in one short line. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `“${line.length > 40 ? `${line.slice(0, 39)}…` : line}”`;
}

/** The first line of a range: what is marked where all of it would be too much. */
export function firstLine(text: string, { start, end }: TextRange): TextRange {
  const lineBreak = text.slice(start, end).search(/[\r\n]/);
  return { start, end: lineBreak < 0 ? end : start + lineBreak };
}
