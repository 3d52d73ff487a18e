import type { Reference } from './findReferences';

/** Languages in which a path without quotes is a value. */
const BARE_VALUES = new Set(['yaml', 'toml', 'ini', 'properties', 'dotenv', 'shellscript', 'dockercompose']);

/** Texts that talk about files rather than use them. */
const PROSE = new Set(['markdown', 'plaintext', 'log', 'restructuredtext', 'latex', 'search-result', 'diff']);

/** What a comment of a line begins with, in most languages. */
const COMMENT = /^\s*(?:\/\/|#|\*|\/\*|--|;|<!--)/;

/**
 * Whether a program reads the path, so that a file which is missing is a fault: a literal in code or data, not a word in prose or in a comment. A
 * literal with spaces may be a sentence that ends with a path.
 */
export function isUsed(text: string, { start, quoted, path }: Reference, languageId: string): boolean {
  if (PROSE.has(languageId) || /\s/.test(path)) return false;
  if (!quoted && !BARE_VALUES.has(languageId)) return false;
  const line = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - 2048), start);
  return !COMMENT.test(line);
}
