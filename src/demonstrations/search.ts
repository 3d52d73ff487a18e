import type { Candidate, LineOf } from './candidate';
import { csvDelimiter, parseCsv } from './csv';
import { frontMatterOf } from './frontMatter';
import { parseJsonl } from './jsonl';
import type { Kind } from './kind';
import { findInMarkdown } from './markdown';
import { notebookRegions } from './notebook';
import { findInPlainText } from './plainText';
import { sliceText } from './placedText';
import { searchRegion } from './regions';
import { findRoles } from './roles';
import { findStrings } from './strings';
import { findInTree } from './structured/inTree';
import { findInJson, findInYaml, type Structured } from './structured/structured';
import { type Token, tokenize } from './tokens';
import { readLiterals } from './tree/literals';
import type { TextRange } from './types';

/**
 * Everything in a text of a kind that may be a few-shot block, in order. What is malformed has a problem instead of being thrown.
 * @param lineOf numbers the document's lines, by the text's offsets
 * @param code plain text that is a program's
 */
export function search(text: string, kind: Kind, lineOf: LineOf, code = false): readonly Candidate[] {
  if (text.trim() === '') return [];
  switch (kind) {
    case 'csv':
      return [parseCsv(text, csvDelimiter(text), lineOf(0))];
    case 'tsv':
      return [parseCsv(text, '\t', lineOf(0))];
    case 'jsonl':
      return [parseJsonl(text, lineOf)];
    case 'json':
      return withTexts(findInJson(text, lineOf), lineOf);
    case 'yaml':
      return withTexts(findInYaml(text, lineOf), lineOf);
    case 'markdown':
      return withFrontMatter(text, lineOf, (body) => findInMarkdown(body, search, lineOf));
    case 'prompty':
      return withFrontMatter(text, lineOf, (body) => findInPrompt(body, lineOf));
    case 'notebook':
      return notebookRegions(text).flatMap((region) => searchRegion(region, search, lineOf));
    case 'python':
    case 'script':
      return inSource(text, kind, lineOf);
    case 'unknown':
      return findInPlainText(text, lineOf, code);
  }
}

const complete = ({ examples, problem }: Candidate): boolean => examples.length > 1 && !problem;

const inOrder = (candidates: readonly Candidate[]): readonly Candidate[] =>
  [...candidates].sort((one, other) => one.start - other.start);

/** The blocks of structured data, and those in its strings. */
function withTexts({ candidates, texts }: Structured, lineOf: LineOf): readonly Candidate[] {
  const inTexts = texts.flatMap((text) => searchRegion({ ...text, kind: 'unknown' }, search, lineOf));
  return inOrder([...candidates, ...inTexts.filter(complete)]);
}

/** The front matter is replaced by blank lines, so that the offsets of the rest are the document's. */
function withFrontMatter(
  text: string,
  lineOf: LineOf,
  findInBody: (body: string) => readonly Candidate[],
): readonly Candidate[] {
  const front = frontMatterOf(text);
  if (!front) return findInBody(text);
  const yaml = searchRegion({ ...sliceText(text, ...front.yaml), kind: 'yaml' }, search, lineOf);
  const blank = text.slice(0, front.body).replace(/[^\r\n]/g, ' ');
  return [...yaml.filter(complete), ...findInBody(blank + text.slice(front.body))];
}

/** A prompt says who speaks, or it is Markdown. */
function findInPrompt(text: string, lineOf: LineOf): readonly Candidate[] {
  const turns = findRoles(text);
  if (turns && turns.examples.length > 1) return [turns];
  const found = findInMarkdown(text, search, lineOf);
  return turns && !found.some(complete) ? [turns] : found;
}

/** The lists of a program, and its strings outside of the blocks among these. */
function inSource(source: string, kind: 'python' | 'script', lineOf: LineOf): readonly Candidate[] {
  // A selection may be the list and nothing else.
  const alone = /^\s*\[\s*[{(]/.test(source);
  const tokens = tokenize(source, kind);
  const lists = findInTree(readLiterals(tokens, kind), 'literal', alone).candidates;
  const strings = findStrings(source, kind, outside(tokens, lists.filter(complete)));
  const inStrings = strings.flatMap((text) => searchRegion({ ...text, kind: 'unknown' }, search, lineOf));
  return inOrder([...lists, ...inStrings]);
}

/** The tokens that are in none of the ranges; both are in order, and the ranges do not overlap. */
function outside(tokens: readonly Token[], ranges: readonly TextRange[]): readonly Token[] {
  let next = 0;
  return tokens.filter((token) => {
    while ((ranges[next]?.end ?? Infinity) <= token.start) next += 1;
    return token.start < (ranges[next]?.start ?? Infinity);
  });
}
