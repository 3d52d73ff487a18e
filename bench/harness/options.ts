import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The repository: bundles of benchmarks lie in out/bench. */
export const root = resolve(__dirname, '../..');

export interface BenchOptions {
  /** Absolute path of a model folder. */
  readonly model: string;
  readonly dtype: 'fp32' | 'int8' | undefined;
  /** Timed rounds; at least 20, so that a p95 means something. */
  readonly rounds: number;
  /** A few-shot file, and labelled queries for it as JSON Lines. */
  readonly demonstrations: string;
  readonly queries: string;
}

const USAGE =
  'npm run bench -- [NAME ...] [--model FOLDER] [--dtype fp32|int8] [--rounds N] [--demos FILE --queries FILE]';

/** Reads the command line. Without `--model`: the embedded model, or the tests' tiny one where that is not there. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      model: { type: 'string' },
      dtype: { type: 'string' },
      rounds: { type: 'string', default: '30' },
      demos: { type: 'string', default: join(root, 'examples/sentiment.jsonl') },
      queries: { type: 'string', default: join(root, 'examples/sentiment.queries.jsonl') },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 20) throw new Error(`--rounds must be 20 or more.\n${USAGE}`);
  const { dtype } = values;
  if (dtype !== undefined && dtype !== 'fp32' && dtype !== 'int8') {
    throw new Error(`--dtype must be fp32 or int8.\n${USAGE}`);
  }
  return {
    model: resolve(values.model ?? defaultModel()),
    dtype,
    rounds,
    demonstrations: resolve(values.demos),
    queries: resolve(values.queries),
  };
}

function defaultModel(): string {
  const embedded = join(root, 'models/mend-gpt2-mini');
  if (existsSync(join(embedded, 'mend.json'))) return embedded;
  console.log(`${embedded} is not there: the tests' tiny model stands in, whose figures mean nothing.`);
  return join(root, 'test/fixtures/tiny-gpt2');
}
