import { decodePython, decodeScript, type Decoded } from './escapes';

/** What a string literal says, and where each UTF-16 unit of it stands in the source. */
export interface SourceText {
  readonly text: string;
  /** One offset per unit of `text`, and one for its end. */
  readonly offsets: readonly number[];
}

export type SourceLanguage = 'python' | 'script';

interface Literal extends Decoded {
  /** Of the literal with its quotes and prefix. */
  readonly start: number;
  readonly end: number;
}

/** One token a step. Groups: a string's prefix (Python) and its opening quote; everything else is skipped. */
const PYTHON = /#[^\n]*|([rRbBuUfF]{0,2})("""|'''|"|')/g;
const SCRIPT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|()(["'`])|\//g;

/**
 * The texts written as string literals in Python or TypeScript/JavaScript source, decoded. Literals that are concatenated (with `+` or by
 * standing side by side) are one text; literals separated by commas only (a list of strings) are one text with a line each.
 */
export function findStrings(source: string, language: SourceLanguage): SourceText[] {
  const groups: Literal[][] = [];
  const glued: string[][] = [];
  for (const literal of scan(source, language)) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const glue = before ? glueOf(source.slice(before.end, literal.start), language) : undefined;
    if (group && glue !== undefined) {
      group.push(literal);
      glued.at(-1)?.push(glue);
    } else {
      groups.push([literal]);
      glued.push([]);
    }
  }
  return groups.map((group, index) => concatenate(group, glued[index] ?? []));
}

function concatenate(group: readonly Literal[], glue: readonly string[]): SourceText {
  const parts: string[] = [];
  const offsets: number[] = [];
  group.forEach((literal, index) => {
    if (index > 0 && glue[index - 1]) {
      parts.push('\n');
      offsets.push(literal.start);
    }
    parts.push(literal.text);
    for (const offset of literal.offsets) offsets.push(offset);
  });
  const last = group.at(-1);
  offsets.push(last ? last.contentEnd : 0);
  return { text: parts.join(''), offsets };
}

/** What stands for the source between two literals: nothing, a line break, or undefined where they do not belong together. */
function glueOf(between: string, language: SourceLanguage): string | undefined {
  if (between.length > 400) return undefined;
  const comments = language === 'python' ? /#[^\n]*|\\\r?\n/g : /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  const bare = between.replace(comments, '').trim();
  if (bare === ',') return '\n';
  return bare === '' || bare === '+' ? '' : undefined;
}

function* scan(source: string, language: SourceLanguage): Generator<Literal> {
  const token = new RegExp(language === 'python' ? PYTHON : SCRIPT);
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const quote = match[2];
    if (quote !== undefined) {
      const prefix = match[1] ?? '';
      const from = match.index + match[0].length;
      const decoded =
        language === 'python' ? decodePython(source, from, quote, prefix) : decodeScript(source, from, quote);
      const end = Math.min(source.length, decoded.contentEnd + (decoded.closed ? quote.length : 0));
      if (decoded.closed) yield { ...decoded, start: match.index, end };
      token.lastIndex = end;
    } else if (match[0] === '/') {
      token.lastIndex = skipRegex(source, match.index);
    }
  }
}

/** Bounds the search for a regular expression's end. */
const LONGEST_REGEX = 500;

/** A slash after a value divides; anywhere else it opens a regular expression, whose quotes are no strings. */
function skipRegex(source: string, at: number): number {
  const before = source.slice(Math.max(0, at - 12), at).trimEnd();
  if (/[\w$)\]}]$/.test(before) && !/\b(?:return|typeof|case|in|of)$/.test(before)) return at + 1;
  const regex = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
  const match = regex.exec(source.slice(at, at + LONGEST_REGEX));
  return match ? at + match[0].length : at + 1;
}
