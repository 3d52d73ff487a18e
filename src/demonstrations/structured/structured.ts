import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import type { Candidate, LineOf } from '../candidate';
import type { BlockFormat } from '../types';
import type { PlacedText } from '../placedText';
import { readJson } from '../tree/json';
import type { SyntaxProblem, Tree } from '../tree/tree';
import { readYaml } from '../tree/yaml';
import { findInTree } from './inTree';
import { jsonText, yamlText } from './texts';

/** What a document of structured data holds. */
export interface Structured {
  readonly candidates: readonly Candidate[];
  /** Strings that may hold demonstrations as plain text. */
  readonly texts: readonly PlacedText[];
}

/** Finds blocks in JSON; comments and trailing commas are fine. */
export function findInJson(text: string, lineOf: LineOf): Structured {
  const tree = readJson(text);
  const { candidates, texts } = findInTree(tree, 'json', true);
  return {
    candidates: withProblems(candidates, tree, 'JSON', 'json', text, lineOf),
    texts: texts.map((node) => jsonText(node, text)),
  };
}

/** What a YAML text with demonstrations has: a key that records or messages have, or a text of several lines. */
const YAML_HINT =
  /(?:^|[\s{,])["']?(?:role|from|vars|demos|in|inputs?|questions?|q|prompts?|text|sentence|query|instruction|user|review|utterance|source|src|examples?|shots|demonstrations|pairs)["']?[ \t]*:|[|>][-+\d]*[ \t]*(?:#.*)?\r?$|\\n/im;

/** Finds blocks in the documents of a YAML text. */
export function findInYaml(text: string, lineOf: LineOf): Structured {
  // Most YAML is configuration, and reading it takes most of the time that a document takes.
  if (!YAML_HINT.test(text)) return { candidates: [], texts: [] };
  const tree = readYaml(text);
  const { candidates, texts } = findInTree(tree, 'yaml', true);
  return {
    candidates: withProblems(candidates, tree, 'YAML', 'yaml', text, lineOf),
    texts: texts.map((node) => yamlText(node, text)),
  };
}

/** A candidate that is not well-formed inside says so; where there is none at all, the whole text does. */
function withProblems(
  candidates: readonly Candidate[],
  { problems, roots }: Tree,
  language: string,
  format: BlockFormat,
  text: string,
  lineOf: LineOf,
): readonly Candidate[] {
  const [first] = problems;
  if (!first) return candidates;
  const problemOf = ({ at, reason }: SyntaxProblem): UserError =>
    new UserError(
      'badInput',
      sentence('The {0} is not valid at line {1} ({2}): correct it there.', language, lineOf(at), reason),
    );
  const [root] = roots;
  if (candidates.length === 0 && root)
    return [{ format, start: 0, end: text.length, examples: [], problem: problemOf(first) }];
  return candidates.map((candidate) => {
    const inside = problems.find(({ at }) => candidate.start <= at && at < candidate.end);
    return inside ? { ...candidate, problem: problemOf(inside) } : candidate;
  });
}
