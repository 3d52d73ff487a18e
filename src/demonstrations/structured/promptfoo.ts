import type { Example } from '../candidate';
import { isOutputName, normalName } from '../names';
import { type Entry, entryOf, type MapNode, stringOf } from '../tree/tree';
import { fieldsText, scalarText } from './values';

/** Assertions of promptfoo whose value is the answer, or a part of it. */
const EXPECTING = new Set([
  'equals',
  'contains',
  'icontains',
  'starts-with',
  'similar',
  'factuality',
  'levenshtein',
  'rouge-n',
]);

/**
 * A promptfoo test as an example: its variables are the input, and the output is what an assertion expects or, without such an assertion, the
 * variable that is named like an output. Left open where nothing says what to expect; undefined if it is no test.
 */
export function testOf(map: MapNode): Example | undefined {
  const vars = entryOf(map, 'vars');
  if (vars?.type !== 'map') return undefined;
  const { output, source } = expected(map, vars.entries);
  const input = fieldsText(vars.entries.filter((entry) => entry !== source));
  return input === undefined ? undefined : { input, output, start: map.start, end: map.end };
}

/** The output, and the variable that it is where it is one. */
function expected(map: MapNode, vars: readonly Entry[]): { output: string; source?: Entry } {
  const asserted = assertedOutput(map);
  const reference = /^\{\{\s*([\w-]+)\s*\}\}$/.exec(asserted ?? '')?.[1];
  if (asserted !== undefined && reference === undefined) return { output: asserted };
  const source = vars.find(({ name }) => (reference ? name === reference : isOutputName(normalName(name))));
  if (!source || vars.length < 2) return { output: '' };
  return { output: scalarText(source.value) ?? '', source };
}

function assertedOutput(map: MapNode): string | undefined {
  const list = entryOf(map, 'assert');
  for (const assertion of list?.type === 'list' ? list.items : []) {
    if (assertion.type !== 'map' || !EXPECTING.has(stringOf(assertion, 'type') ?? '')) continue;
    const value = entryOf(assertion, 'value');
    const text = value && scalarText(value);
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}
