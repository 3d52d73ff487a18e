import { trimmedEnd } from '../lines';
import type { Found } from './labels';

/** A line that only separates: rules, numbering, `Example 3`, `[4]`, a lone list or heading mark. */
const SEPARATOR =
  /^[\s>]*(?:[-*_=~#•·+|<>.]+|[#\s]*[([]?\d{1,5}[.)\]:]*|[#*_\s]*(?:example|demonstration|demo|shot|case|sample|instance|item|task|pair)s?[\s#(]*\d*\)?[.:]?[*_\s]*[.:]?[*_]*)[\s>]*$/i;
/** What may stand between two fields of one line. */
const INLINE_SEPARATOR = /(?:\||;|,|\/\/|=>|->|→|—|–|[-*])$/;
const LONGEST_SEPARATOR = 100;
const FENCE = /^(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?[ \t]*\1$/;

/** The text from a label to `end`, without separators around it, quote marks, the label's indentation or a code fence around all of it. */
export function valueOf(text: string, label: Found, end: number): string {
  return tidy(text.slice(label.valueStart, end), label, text.charAt(end - 1) !== '\n' && end < text.length);
}

function tidy(raw: string, label: Found, endsInLine: boolean): string {
  const lines = (endsInLine ? raw.trimEnd().replace(INLINE_SEPARATOR, '') : raw).split(/\r\n|\n|\r/);
  while (lines.length > 1 && isSeparator(lines.at(-1) ?? '')) lines.pop();
  const indent = new RegExp(`^[ \\t]{0,${label.indent}}`);
  const inner = lines.map((line, index) => {
    if (index === 0) return line;
    return (label.quoted ? line.replace(/^\s*>\s?/, '') : line.replace(indent, '')).trimEnd();
  });
  const value = inner.join('\n').trim();
  return (FENCE.exec(value)?.[2] ?? value).trim();
}

/** Whether a line is blank or only separates. */
export function isSeparator(line: string): boolean {
  return line.trim() === '' || (line.length <= LONGEST_SEPARATOR && SEPARATOR.test(line));
}

/** Where the first paragraph that starts at `from` ends (at a blank line, or at `end`). */
export function paragraphEnd(text: string, from: number, end: number): number {
  const skipped = /^\s*/.exec(text.slice(from, end))?.[0].length ?? 0;
  const blank = /\r?\n[ \t]*(?=\r?\n)/.exec(text.slice(from + skipped, end));
  return blank ? from + skipped + blank.index : end;
}

/** Where the value that ends at `end` really does: without the blank lines and separators behind it. */
export function valueEnd(text: string, { valueStart }: Found, end: number): number {
  let at = trimmedEnd(text, valueStart, end);
  for (;;) {
    const value = text.slice(valueStart, at);
    const line = Math.max(value.lastIndexOf('\n'), value.lastIndexOf('\r')) + 1;
    if (line === 0 || !isSeparator(value.slice(line))) return at;
    at = trimmedEnd(text, valueStart, valueStart + line);
  }
}
