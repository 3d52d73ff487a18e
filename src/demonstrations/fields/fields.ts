import type { Candidate } from '../candidate';
import { trimmedEnd } from '../lines';
import { isInputName } from '../names';
import { findCycles } from './cycle';
import { cutExamples } from './examples';
import { findLabels, type Found, markBlank } from './labels';
import { paragraphEnd, valueOf } from './values';

/** Words that end in a colon in program text: no field names there. */
const KEYWORDS =
  /^(?:if|elif|else|for|while|with|try|except|finally|def|class|case|default|switch|match|lambda|return|do|public|private|protected)\b/;

/**
 * Finds blocks of two repeated fields (`Input:/Output:`, `Q:/A:`, any names) in plain text or Markdown. Values may take several lines; rules,
 * numbering, titles and blank lines may separate examples. With `code`, keywords of programming languages are no names.
 */
export function findFields(text: string, code: boolean): Candidate[] {
  const labels = findLabels(text, false).filter((label) => !code || !KEYWORDS.test(label.name));
  const byHeading = cut(
    text,
    labels.filter((label) => label.heading),
  );
  if (hasBlock(byHeading)) return byHeading;
  const byLine = cut(text, labels);
  if (hasBlock(byLine)) return byLine;
  const inLine = cut(
    text,
    findLabels(text, true).filter((label) => !code || !KEYWORDS.test(label.name)),
  );
  if (inLine.length > 0) return inLine;
  return byLine.length > 0 ? byLine : unanswered(text, labels);
}

function hasBlock(candidates: readonly Candidate[]): boolean {
  return candidates.some((candidate) => candidate.examples.length > 1);
}

function cut(text: string, found: readonly Found[]): Candidate[] {
  const labels = markBlank(text, found);
  const cycles = findCycles(labels);
  return cycles.map((cycle, index) => {
    const next = cycles[index + 1];
    return cutExamples(text, labels, cycle, (next && labels[next.from]?.start) ?? text.length);
  });
}

/** Repeated inputs without a single answer: no block, but worth an error that says so. */
function unanswered(text: string, labels: readonly Found[]): Candidate[] {
  const inputs = labels.filter((label) => isInputName(label.name));
  const [first] = inputs;
  if (!first || inputs.length < 2) return [];
  const ends = inputs.map(
    (label, index) => inputs[index + 1]?.start ?? paragraphEnd(text, label.valueStart, text.length),
  );
  const examples = inputs.map((label, index) => ({
    input: valueOf(text, label, ends[index] ?? text.length),
    output: '',
    start: label.start,
    end: trimmedEnd(text, label.start, ends[index] ?? text.length),
  }));
  return [{ format: 'fields', start: first.start, end: examples.at(-1)?.end ?? first.start, examples }];
}
