import { lastUpTo } from './placedText';

/** One line of a text, without its line break. */
export interface Line {
  readonly text: string;
  readonly start: number;
  /** Offset after the text, before the line break. */
  readonly end: number;
}

/** The lines of a text; a break is LF, CRLF or CR. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  const breaks = /\r\n|\n|\r/g;
  let start = 0;
  for (let match = breaks.exec(text); match; match = breaks.exec(text)) {
    lines.push({ text: text.slice(start, match.index), start, end: match.index });
    start = breaks.lastIndex;
  }
  lines.push({ text: text.slice(start), start, end: text.length });
  return lines;
}

/** Numbers lines (from 1) by an offset in them. The breaks are looked for once, when the first number is asked for. */
export function lineCounter(text: string): (offset: number) => number {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= splitLines(text).map((line) => line.start);
    return lastUpTo(starts, offset) + 1;
  };
}

/** Offsets of the text without white space around it; `[0, 0]` if there is nothing else. */
export function trimmedRange(text: string): readonly [number, number] {
  const start = text.length - text.trimStart().length;
  return start === text.length ? [0, 0] : [start, text.trimEnd().length];
}

/** The offset behind the last of `[start, end)` that is no white space; `start` if there is nothing else. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
}
