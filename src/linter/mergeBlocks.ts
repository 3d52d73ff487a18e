import type { Candidate } from '../demonstrations/candidate';
import { findLabels } from '../demonstrations/fields/labels';
import { isSeparator } from '../demonstrations/fields/values';

/** So few examples between others of the same task are those that are written in another way. */
const STRAYS = 2;

/**
 * Puts together again what was taken apart because a few examples call their input by another name: fields that follow each other with nothing but
 * separators between them and call their output the same.
 */
export function mergeBlocks(text: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const merged: Candidate[] = [];
  for (const next of candidates) {
    const before = merged.at(-1);
    if (before && belongTogether(text, before, next)) {
      merged[merged.length - 1] = {
        format: 'fields',
        start: before.start,
        end: next.end,
        examples: [...before.examples, ...next.examples],
        ...(larger(before, next).unsure && { unsure: true }),
      };
    } else merged.push(next);
  }
  return merged;
}

const larger = (one: Candidate, other: Candidate): Candidate =>
  other.examples.length > one.examples.length ? other : one;

function belongTogether(text: string, before: Candidate, next: Candidate): boolean {
  if (before.format !== 'fields' || next.format !== 'fields' || before.problem || next.problem) return false;
  if (
    !text
      .slice(before.end, next.start)
      .split(/\r\n|\n|\r/)
      .every(isSeparator)
  )
    return false;
  const [one, other] = [namesOf(text, before), namesOf(text, next)];
  if (one.output !== other.output) return false;
  return one.input === other.input || Math.min(before.examples.length, next.examples.length) <= STRAYS;
}

function namesOf(
  text: string,
  { examples }: Candidate,
): { input?: string | undefined; output?: string | undefined } {
  const [first] = examples;
  const labels = first ? findLabels(text.slice(first.start, first.end), false) : [];
  return { input: labels[0]?.name, output: labels.at(-1)?.name };
}
