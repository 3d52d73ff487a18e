import type { TextRange } from '../demonstrations/types';
import type { LintBlock, LintDocument } from './types';

/** The line of a demonstration, from 1. */
export function lineOf({ demonstrations }: LintBlock, index: number, document: LintDocument): number {
  return document.lineOf(demonstrations[index]?.start ?? 0);
}

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
