import { decodePython, decodeScript, type Decoded, literalEnd } from './escapes';
import type { TextRange } from './types';

export type SourceLanguage = 'python' | 'script';

/** A string literal; its range includes quotes and prefix. */
export interface StringToken extends TextRange {
  readonly type: 'string';
  /** What it says: most strings are never asked. */
  readonly decode: () => Decoded;
}

/** A name or a number, or a mark such as a bracket. */
export interface WordToken extends TextRange {
  readonly type: 'word' | 'mark';
  readonly text: string;
}

export type Token = StringToken | WordToken;

/** One token a step. Groups: a string's prefix (Python) and its opening quote, then a name or number, then a mark; comments are skipped. */
const PYTHON = /#[^\n]*|([rRbBuUfF]{0,2})("""|'''|"|')|([\w\u0080-\uffff]+)|(\*\*|==|[^\s\w\u0080-\uffff])/g;
const SCRIPT =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|()(["'`])|([\w$\u0080-\uffff]+)|(\.\.\.|\?\.|=>|[!=]==?|[^\s\w$\u0080-\uffff])/g;

/**
 * The tokens of a program text, as far as literals need them told apart. Strings that are not closed (an apostrophe in JSX, a selection that
 * ends in one) are left out.
 */
export function tokenize(source: string, language: SourceLanguage): Token[] {
  const pattern = new RegExp(language === 'python' ? PYTHON : SCRIPT);
  const all: Token[] = [];
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    const [whole, prefix = '', quote, word, mark] = match;
    const start = match.index;
    if (quote !== undefined) {
      const from = start + whole.length;
      const { contentEnd, closed } = literalEnd(source, from, quote);
      pattern.lastIndex = closed ? contentEnd + quote.length : Math.min(source.length, contentEnd);
      const decode = (): Decoded =>
        language === 'python' ? decodePython(source, from, quote, prefix) : decodeScript(source, from, quote);
      if (closed) all.push({ type: 'string', decode, start, end: pattern.lastIndex });
    } else if (mark === '/' && language === 'script' && opensRegex(all.at(-1))) {
      pattern.lastIndex = regexEnd(source, start);
    } else if (word !== undefined) {
      all.push({ type: 'word', text: word, start, end: pattern.lastIndex });
    } else if (mark !== undefined) {
      all.push({ type: 'mark', text: mark, start, end: pattern.lastIndex });
    }
  }
  return all;
}

/** Bounds the search for a regular expression's end. */
const LONGEST_REGEX = 500;

/** A slash after a value divides; anywhere else it opens a regular expression, whose quotes are no strings. */
function opensRegex(before: Token | undefined): boolean {
  if (!before) return true;
  if (before.type === 'string') return false;
  if (before.type === 'word') return /^(?:return|typeof|case|in|of)$/.test(before.text);
  return !/[)\]}]/.test(before.text);
}

function regexEnd(source: string, at: number): number {
  const regex = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y;
  const match = regex.exec(source.slice(at, at + LONGEST_REGEX));
  return match ? at + match[0].length : at + 1;
}
