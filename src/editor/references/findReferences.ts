import { vectorSuffix } from '../../vectors/outputName';

/** A path of a vector file in a text. Offsets are UTF-16 code units. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  /** As it is meant: without quotes and escapes. */
  readonly path: string;
  /** Whether it is a whole literal, or a word of the text. */
  readonly quoted: boolean;
}

/** Longer ones are no paths. */
const LONGEST = 1024;

/** What a path without quotes ends at, to the left. */
const DELIMITERS = /[\s"'`()<>[\]{}=,;|]/;

/**
 * Finds the paths of vector files in any text: in literals, and bare as in YAML, prose or a shell's line. What is put together when a program runs
 * (`${name}.mend.safetensors`), patterns and addresses of the web are left out. Looks only at the surroundings of each ending, so that large texts take
 * no longer than finding the endings does.
 */
export function findReferences(text: string): readonly Reference[] {
  const found: Reference[] = [];
  for (let at = text.indexOf(vectorSuffix); at >= 0; at = text.indexOf(vectorSuffix, at + 1)) {
    const end = at + vectorSuffix.length;
    if (goesOn(text, end)) continue;
    const reference = literal(text, at, end) ?? bare(text, at, end);
    if (reference && isPath(reference.path)) found.push(reference);
  }
  return found;
}

/** Whether the name is a longer one, such as that of a backup. */
function goesOn(text: string, end: number): boolean {
  return /^(?:[\w/-]|\.\w)/.test(text.slice(end, end + 2));
}

/** The literal that ends behind the path, on the same line. */
function literal(text: string, at: number, end: number): Reference | undefined {
  const quote = text.charAt(end);
  if (!['"', "'", '`'].includes(quote)) return undefined;
  const from = Math.max(0, at - LONGEST, text.lastIndexOf('\n', at) + 1);
  const before = text.slice(from, at);
  let open = before.lastIndexOf(quote);
  // An escaped quote is part of the literal.
  while (open > 0 && before.charAt(open - 1) === '\\') open = before.lastIndexOf(quote, open - 1);
  if (open < 0) return undefined;
  const start = from + open + 1;
  return { start, end, path: unescaped(text.slice(start, end)), quoted: true };
}

function bare(text: string, at: number, end: number): Reference | undefined {
  let start = at;
  while (start > 0 && at - start < LONGEST && !DELIMITERS.test(text.charAt(start - 1))) start--;
  const word = text.slice(start, end);
  // `key:path`, but neither `C:\path` nor `file:///path`.
  const colon = word.lastIndexOf(':');
  if (colon > 1 && !word.startsWith('://', colon)) start += colon + 1;
  return { start, end, path: text.slice(start, end), quoted: false };
}

/** As JSON and most languages write a backslash and a slash; a raw string's single backslashes stay. */
function unescaped(content: string): string {
  return content.replaceAll('\\\\', '\\').replaceAll('\\/', '/');
}

/** Whether it can be the name of one file. */
function isPath(path: string): boolean {
  const isAddress = /^(?!file:)[a-z][\w+.-]+:\/\//i.test(path);
  const isMade = /[${}*?<>|\n"]|%[sdr(]/.test(path);
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return !isAddress && !isMade && name !== vectorSuffix && path.length <= LONGEST;
}
