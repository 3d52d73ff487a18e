import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseDemonstrations,
  readQueries,
  type Demonstration,
  type PlacedQuery,
} from '../../src/demonstrations';
import { root } from '../harness/options';

export interface LongTask {
  readonly demonstrations: readonly Demonstration[];
  readonly queries: readonly PlacedQuery[];
}

/** The demonstrations of `examples/intents.csv`, and `count` queries no two of which are the same: its own ones, with a number at the end. */
export function longTask(count: number): LongTask {
  const read = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8');
  const { demonstrations } = parseDemonstrations(read('intents.csv'), { fileName: 'intents.csv' });
  const few = readQueries(read('intents.queries.jsonl'), { fileName: 'intents.queries.jsonl' });
  const queries = Array.from({ length: count }, (_, index) => few[index % few.length]).flatMap(
    (query, index) => (query ? [{ ...query, input: `${query.input} ${index}` }] : []),
  );
  return { demonstrations, queries };
}
