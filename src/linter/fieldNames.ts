import type { Example } from '../demonstrations/candidate';
import { findLabels } from '../demonstrations/fields/labels';
import { choosePair, normalName } from '../demonstrations/names';
import { readJson } from '../demonstrations/tree/json';
import type { Entry } from '../demonstrations/tree/tree';
import type { LintBlock } from './types';

/** A field's name as it stands in an example, with what marks it: `**Review:**`, `"text"`. */
export interface FieldName {
  readonly written: string;
  /** One spelling for all ways to write it. */
  readonly name: string;
  /** Where it starts in the example's text; in one of those that name their fields alike, which is not this one if there are several. */
  readonly at: number;
}

/** The names an example gives to its fields, in order. */
type Names = readonly FieldName[];

/** The names an example gives to its input and its output, as far as they are found. */
export interface FieldNames {
  readonly input?: FieldName | undefined;
  readonly output?: FieldName | undefined;
}

/** The field names of each of a block's demonstrations; undefined for formats that do not repeat them, or whose names are not looked for. */
export function fieldNames(
  text: string,
  { format, demonstrations }: LintBlock,
): readonly FieldNames[] | undefined {
  if (format === 'jsonl' || format === 'json') return ofEach(text, demonstrations, keySignature, keysIn);
  if (format !== 'fields') return undefined;
  const labels = ofEach(text, demonstrations, labelSignature, labelsIn);
  // Every example starts with the label of its input; the output's is the last that most of them have.
  const answer = mostCommon(labels.map((own) => own.at(-1)?.name));
  return labels.map((own) => {
    const [input] = own;
    const last = own.findLast(({ name }) => name === answer) ?? own.at(-1);
    return { input, output: last === input ? undefined : last };
  });
}

/** The names in one example, with their places in it. */
export function namesIn(source: string, format: LintBlock['format']): readonly FieldName[] {
  if (format === 'fields') return labelsIn(source);
  const { input, output } = keysIn(source);
  return [input, output].flatMap((name) => name ?? []);
}

/** What is read from each example's text; once for those of one signature, since reading a megabyte of them takes long. */
function ofEach<T>(
  text: string,
  examples: readonly Example[],
  signature: (source: string) => string,
  read: (source: string) => T,
): readonly T[] {
  const known = new Map<string, T>();
  return examples.map(({ start, end }) => {
    const source = text.slice(start, end);
    const key = signature(source);
    const found = known.get(key) ?? read(source);
    known.set(key, found);
    return found;
  });
}

/** All that may be a key. */
const keySignature = (source: string): string => source.match(/"[^"\\\n]*"\s*:/g)?.join('') ?? '';

/** Of each line what may be a label: up to the first colon, or all of a line that is marked. */
function labelSignature(source: string): string {
  const lines = source.match(/^[^:：\n]{0,64}[:：]\S{0,2}|^\s*[#*_].*/gmu);
  return lines?.join('\n') ?? '';
}

function keysIn(source: string): FieldNames {
  const [root] = readJson(source).roots;
  if (root?.node.type !== 'map') return {};
  const entries = root.node.entries.filter(({ name }) => name.toLowerCase() !== 'options');
  const pair = choosePair(
    entries.map(({ name }) => name),
    false,
  );
  return pair ? { input: keyOf(source, entries[pair[0]]), output: keyOf(source, entries[pair[1]]) } : {};
}

/** The key right before a value. */
function keyOf(source: string, entry: Entry | undefined): FieldName | undefined {
  const match = entry && /"(?:[^"\\]|\\.)*"\s*:\s*$/.exec(source.slice(0, entry.value.start));
  return match ? { written: JSON.stringify(entry.name), name: entry.name, at: match.index } : undefined;
}

function labelsIn(source: string): Names {
  return findLabels(source, false).flatMap((label) => {
    const raw = source.slice(label.start, label.valueStart).trimEnd();
    const mark = /^[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+•]|\(?\d{1,5}[.)\]])[ \t]+)?/.exec(raw)?.[0] ?? '';
    const written = raw.slice(mark.length);
    return written === '' ? [] : [{ written, name: normalName(label.name), at: label.start + mark.length }];
  });
}

/** The value that most have; the first of equals. */
export function mostCommon<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: T | undefined;
  for (const [value, count] of counts)
    if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  return best;
}
