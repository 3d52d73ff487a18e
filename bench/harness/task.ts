import { readFileSync } from 'node:fs';
import { parseDemonstrations, parseQueries, type Demonstration } from '../../src/demonstrations';
import type { BenchOptions } from './options';

/** As many as the models are trained with and as the comparisons show. */
const K = 16;

export interface Task {
  readonly demonstrations: readonly Demonstration[];
  readonly queries: readonly { readonly input: string; readonly options: readonly string[] }[];
}

/** The first K demonstrations, and the queries that have options. */
export function readTask({ demonstrations: file, queries: queryFile }: BenchOptions): Task {
  const { demonstrations } = parseDemonstrations(readFileSync(file, 'utf8'), { fileName: file });
  if (demonstrations.length < K)
    throw new Error(`${file} has ${demonstrations.length} demonstrations, not ${K}.`);
  const queries = parseQueries(readFileSync(queryFile, 'utf8'), { fileName: queryFile }).flatMap(
    ({ input, options }) => (options ? [{ input, options }] : []),
  );
  if (queries.length === 0) throw new Error(`${queryFile} has no query with options.`);
  return { demonstrations: demonstrations.slice(0, K), queries };
}
