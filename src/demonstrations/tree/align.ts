import { type PlacedText, TextBuilder } from '../placedText';

/** How far the next character of a value may be away in its source: over indentation and escapes. */
const FARTHEST = 1000;

/**
 * Where a value that was read from `source[start, end)` stands there. Both hold the same characters in the same order but for white space,
 * indentation and escapes, so following them side by side is enough.
 */
export function alignToSource(value: string, source: string, start: number, end: number): PlacedText {
  const builder = new TextBuilder();
  let at = start;
  for (const word of value.match(/\s|[^\s\\"']+|[\\"']/g) ?? []) {
    const isBlank = /\s/.test(word);
    const ahead = source.startsWith(word, at) ? 0 : isBlank ? -1 : find(word, source, at, end);
    if (ahead > 0) at += ahead;
    const from = Math.min(at, end);
    builder.add(word, from, ahead < 0 ? from : from + word.length);
    if (ahead >= 0) at += word.length;
  }
  return builder.finish(Math.min(at, end));
}

const find = (word: string, source: string, at: number, end: number): number =>
  source.slice(at, Math.min(end, at + FARTHEST + word.length)).indexOf(word);
