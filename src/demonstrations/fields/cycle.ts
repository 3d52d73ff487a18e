import { isInputName, isOutputName } from '../names';
import type { Label } from './labels';

/** Which labels open and answer the examples of one block; `trailing` fields after the answer are not part of it. */
export interface Cycle {
  readonly input: string;
  readonly output: string;
  readonly trailing: ReadonlySet<string>;
  /** Indices into the labels: the opening one, and one past the last answer. */
  readonly from: number;
  readonly to: number;
}

/** Most labels one example may hold: bounds the search, so that it stays linear. */
const LONGEST_EXAMPLE = 32;

/**
 * Finds runs of examples: between two answers there is always the same opening field, whatever else stands there. First the names that usually
 * answer are tried, then any name that stands before a repeated one.
 */
export function findCycles(labels: readonly Label[]): Cycle[] {
  const known = walk(labels, 0, labels.length, (index) =>
    isOutputName(nameAt(labels, index)) ? nameAt(labels, index) : undefined,
  );
  const cycles: Cycle[] = [];
  let from = 0;
  for (const cycle of known) {
    cycles.push(...walk(labels, from, cycle.from, (index) => proposeAnswer(labels, index)), cycle);
    from = cycle.to;
  }
  return [...cycles, ...walk(labels, from, labels.length, (index) => proposeAnswer(labels, index))];
}

function nameAt(labels: readonly Label[], index: number): string {
  return labels[index]?.name ?? '';
}

function walk(
  labels: readonly Label[],
  from: number,
  to: number,
  answerAt: (index: number) => string | undefined,
): Cycle[] {
  const cycles: Cycle[] = [];
  let first = from;
  for (let index = from; index < to; index += 1) {
    const answer = answerAt(index);
    const cycle = answer === undefined ? undefined : grow(labels, first, index, to, answer);
    if (!cycle) continue;
    cycles.push(cycle);
    first = cycle.to;
    index = cycle.to - 1;
  }
  return cycles;
}

/** The field before the next field of the same name, if it comes back too. */
function proposeAnswer(labels: readonly Label[], index: number): string | undefined {
  const name = nameAt(labels, index);
  const again = nextOf(labels, name, index + 1, index + LONGEST_EXAMPLE);
  if (again === undefined || again < index + 2) return undefined;
  const answer = nameAt(labels, again - 1);
  return nextOf(labels, answer, again, again + LONGEST_EXAMPLE) === undefined ? undefined : answer;
}

function nextOf(labels: readonly Label[], name: string, from: number, to: number): number | undefined {
  for (let index = from; index < Math.min(to, labels.length); index += 1) {
    if (nameAt(labels, index) === name) return index;
  }
  return undefined;
}

/** Follows the answers named `output` from the label at `near` on, as long as the chunks before them share a field. */
function grow(
  labels: readonly Label[],
  first: number,
  near: number,
  limit: number,
  output: string,
): Cycle | undefined {
  const answer = nextOf(labels, output, near, Math.min(limit, near + LONGEST_EXAMPLE));
  if (answer === undefined) return undefined;
  const head = namesIn(labels, Math.max(first, answer - LONGEST_EXAMPLE), answer);
  let shared = head;
  let extra: ReadonlySet<string> | undefined;
  let last = answer;
  let count = 1;
  for (;;) {
    const next = nextOf(labels, output, last + 1, Math.min(limit, last + 1 + LONGEST_EXAMPLE));
    if (next === undefined) break;
    const names = namesIn(labels, last + 1, next);
    const both = intersect(shared, names);
    if (both.size === 0) break;
    shared = both;
    extra = intersect(extra ?? names, names);
    [last, count] = [next, count + 1];
  }
  const input = opening(head, shared, count);
  if (input === undefined) return undefined;
  const trailing = new Set([...(extra ?? [])].filter((name) => !head.has(name)));
  const better = [...trailing].reverse().find(isOutputName);
  if (better !== undefined && better !== output) return grow(labels, first, near, limit, better);
  const from = firstOf(labels, input, Math.max(first, answer - LONGEST_EXAMPLE), answer);
  return { input, output, trailing, from, to: last + 1 };
}

/** A single example counts only with a name that usually is an input; several count with any. */
function opening(head: ReadonlySet<string>, shared: ReadonlySet<string>, count: number): string | undefined {
  const [name] = [...head].filter(
    (candidate) => shared.has(candidate) && (count > 1 || isInputName(candidate)),
  );
  return name;
}

/** The fields of a chunk; titles without a value are none. */
function namesIn(labels: readonly Label[], from: number, to: number): ReadonlySet<string> {
  const fields = labels.slice(from, to).filter((label) => !label.blank || isInputName(label.name));
  return new Set(fields.map((label) => label.name));
}

function firstOf(labels: readonly Label[], name: string, from: number, to: number): number {
  return nextOf(labels, name, from, to) ?? from;
}

function intersect(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}
