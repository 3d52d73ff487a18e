import type { Candidate, Example } from '../candidate';
import { type Entry, entryOf, type MapNode, stringOf } from '../tree/tree';
import { fieldsText } from './values';

/** Beside the demonstrations, a saved predictor has at least one of these. */
const BESIDE = ['signature', 'signature_instructions', 'traces', 'train'];

/** Fields in which a model thinks aloud: what comes after them is the output. */
const THOUGHTS = new Set(['reasoning', 'rationale', 'thought', 'thoughts']);

/** Marks of demonstrations that are no fields. */
const MARKS = new Set(['augmented', 'dspyuuid', 'dspysplit']);

/**
 * The demonstrations of a predictor in a saved DSPy program: maps whose keys are the fields of its signature. What comes after the reasoning
 * is the output, or else the signature's last field; the reasoning itself is left out. Undefined if the map is no predictor with demonstrations.
 */
export function dspyCandidate(map: MapNode): Candidate | undefined {
  const demos = entryOf(map, 'demos');
  if (demos?.type !== 'list' || !BESIDE.some((name) => entryOf(map, name))) return undefined;
  const order = signatureFields(map);
  const examples = demos.items.flatMap((item) => (item.type === 'map' ? (toExample(item, order) ?? []) : []));
  const { start, end } = demos;
  return examples.length > 0 ? { format: 'dspy', start, end, examples } : undefined;
}

/** `Neo 4 J Schema:`, `neo4j_schema` and `Reasoning: Let's think …` in one spelling each. */
const plain = (name: string): string =>
  name
    .replace(/:.*$/s, '')
    .replace(/[\W_]+/g, '')
    .toLowerCase();

/** The names of the signature's fields, in order; none where it is not saved. */
function signatureFields(map: MapNode): readonly string[] {
  const signature = entryOf(map, 'signature');
  const fields = signature?.type === 'map' ? entryOf(signature, 'fields') : undefined;
  if (fields?.type !== 'list') return [];
  return fields.items.flatMap((field) => {
    const name = field.type === 'map' ? (stringOf(field, 'name') ?? stringOf(field, 'prefix')) : undefined;
    return name === undefined ? [] : plain(name);
  });
}

function toExample(item: MapNode, order: readonly string[]): Example | undefined {
  const fields = sorted(item, order);
  const thought = fields.findLastIndex(({ name }) => THOUGHTS.has(plain(name)));
  const firstOutput = thought >= 0 && thought < fields.length - 1 ? thought + 1 : fields.length - 1;
  const without = (from: number, to: number): readonly Entry[] =>
    fields.slice(from, to).filter(({ name }) => !THOUGHTS.has(plain(name)));
  const input = fieldsText(without(0, firstOutput));
  const output = fieldsText(without(firstOutput, fields.length));
  if (input === undefined || output === undefined) return undefined;
  return { input, output, start: item.start, end: item.end };
}

/** The fields as the signature orders them, which is how the program saves them too; those it does not know come first. */
function sorted(item: MapNode, order: readonly string[]): readonly Entry[] {
  const fields = item.entries.filter(
    ({ name, value }) => !MARKS.has(plain(name)) && !(value.type === 'scalar' && value.text === ''),
  );
  const rank = ({ name }: Entry): number => order.indexOf(plain(name));
  return [...fields].sort((one, other) => rank(one) - rank(other));
}
