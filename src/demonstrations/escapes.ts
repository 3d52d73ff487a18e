import { type PlacedText, sliceText, TextBuilder } from './placedText';

/** The contents of one string literal. */
export interface Decoded extends PlacedText {
  /** Offset of the closing quote. */
  readonly contentEnd: number;
  /** False if the literal is not closed (an apostrophe in JSX, a selection that ends in a string). */
  readonly closed: boolean;
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};
const HEX = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8}))/y;

/** Units that never mean anything but themselves, in any literal. */
const PLAIN = /[^\\'"`${}\n\0]+/y;

/** Where a literal whose contents start at `from` ends, without decoding it. */
export function literalEnd(
  source: string,
  from: number,
  quote: string,
): { contentEnd: number; closed: boolean } {
  if (quote === '`') return decodeScript(source, from, quote);
  const multiline = quote.length === 3;
  const special = multiline ? /[\\'"]/g : /[\\'"\n]/g;
  special.lastIndex = from;
  for (let match = special.exec(source); match; match = special.exec(source)) {
    if (match[0] === '\\')
      special.lastIndex = match.index + (source.startsWith('\r\n', match.index + 1) ? 3 : 2);
    else if (match[0] === '\n') return { contentEnd: match.index, closed: false };
    else if (source.startsWith(quote, match.index)) return { contentEnd: match.index, closed: true };
  }
  return { contentEnd: source.length, closed: false };
}

/** Decodes a Python literal whose contents start at `from`. Replacement fields of f-strings stay as they are written. */
export function decodePython(source: string, from: number, quote: string, prefix: string): Decoded {
  const raw = /r/i.test(prefix);
  const format = /f/i.test(prefix);
  return decode(source, from, quote, quote.length === 3, (at, builder) => {
    const pair = source.slice(at, at + 2);
    if (format && (pair === '{{' || pair === '}}')) {
      builder.add(pair.charAt(0), at, at + 2);
      return at + 2;
    }
    if (!pair.startsWith('\\')) return undefined;
    if (!raw) return escape(source, at, builder, true);
    builder.add(pair, at, at + pair.length);
    return at + 2;
  });
}

/** Decodes a JavaScript or TypeScript literal whose contents start at `from`. Substitutions of templates stay as they are written. */
export function decodeScript(source: string, from: number, quote: string): Decoded {
  return decode(source, from, quote, quote === '`', (at, builder) => {
    if (quote === '`' && source.startsWith('${', at)) {
      const end = substitutionEnd(source, at + 2);
      builder.add(source.slice(at, end), at, end);
      return end;
    }
    return source.charAt(at) === '\\' ? escape(source, at, builder, false) : undefined;
  });
}

/** `special` handles what is not itself and returns where to go on. */
function decode(
  source: string,
  from: number,
  quote: string,
  multiline: boolean,
  special: (at: number, builder: TextBuilder) => number | undefined,
): Decoded {
  PLAIN.lastIndex = from;
  const length = PLAIN.exec(source)?.[0].length ?? 0;
  // Most literals are nothing but themselves.
  if (source.startsWith(quote, from + length))
    return { ...sliceText(source, from, from + length), contentEnd: from + length, closed: true };
  const builder = new TextBuilder();
  const finish = (contentEnd: number, closed: boolean): Decoded => ({
    ...builder.finish(contentEnd),
    contentEnd,
    closed,
  });
  let at = from;
  while (at < source.length) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(source)?.[0];
    if (plain !== undefined) {
      builder.add(plain, at, at + plain.length);
      at += plain.length;
      continue;
    }
    if (source.startsWith(quote, at)) return finish(at, true);
    if (!multiline && source.charAt(at) === '\n') break;
    const next = special(at, builder);
    if (next === undefined) builder.add(source.charAt(at), at, at + 1);
    at = next ?? at + 1;
  }
  return finish(Math.min(at, source.length), false);
}

function escape(source: string, at: number, builder: TextBuilder, python: boolean): number {
  const next = source.charAt(at + 1);
  if (next === '\r' || next === '\n') return at + (source.startsWith('\r\n', at + 1) ? 3 : 2);
  HEX.lastIndex = at;
  const hex = HEX.exec(source);
  const code = hex ? Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? hex[4] ?? '', 16) : NaN;
  if (hex && code <= 0x10ffff) {
    builder.add(String.fromCodePoint(code), at, at + hex[0].length);
    return at + hex[0].length;
  }
  const simple = SIMPLE[next];
  const kept = python && !/['"\\]/.test(next) ? source.slice(at, at + 2) : next;
  builder.add(simple ?? kept, at, at + 2);
  return at + 2;
}

/** Where `${…}` ends: braces are counted, which is enough for expressions without braces in strings. */
function substitutionEnd(source: string, from: number): number {
  let depth = 1;
  for (let at = from; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '{') depth += 1;
    else if (char === '}' && (depth -= 1) === 0) return at + 1;
    else if (char === '`' && depth === 1) return at;
  }
  return source.length;
}

/** Decodes the escapes of a text that was cut out of a literal, without its quotes. */
export function unescape(text: string): Decoded {
  return decode(text, 0, '\0', true, (at, builder) =>
    text.charAt(at) === '\\' ? escape(text, at, builder, false) : undefined,
  );
}
