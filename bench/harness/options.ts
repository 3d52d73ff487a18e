import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The repository: bundles of benchmarks lie in out/bench. */
export const root = resolve(__dirname, '../..');

export interface BenchOptions {
  /** Absolute paths of model folders, at least one. */
  readonly models: readonly string[];
  readonly dtype: 'fp32' | 'int8' | undefined;
  /** Timed rounds; at least 20, so that a p95 means something. */
  readonly rounds: number;
  /** A few-shot file, and labelled queries for it as JSON Lines. */
  readonly demonstrations: string;
  readonly queries: string;
}

const USAGE =
  'npm run bench -- [NAME ...] [--model FOLDER ...] [--dtype fp32|int8] [--rounds N] [--demos FILE --queries FILE]';

/** Reads the command line. Without `--model`: the embedded models, or a tiny one of the tests where there is none. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', multiple: true },
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
    models: (values.model ?? defaultModels()).map((folder) => resolve(folder)),
    dtype,
    rounds,
    demonstrations: resolve(values.demos),
    queries: resolve(values.queries),
  };
}

function defaultModels(): readonly string[] {
  const folder = join(root, 'models');
  const embedded = readdirSync(folder).map((name) => join(folder, name));
  const usable = embedded.filter((model) => existsSync(join(model, 'mend.json')));
  if (usable.length > 0) return usable;
  console.log(`${folder} holds no model: a tiny one of the tests stands in, whose figures mean nothing.`);
  return [join(root, 'test/fixtures/tiny-gpt2')];
}
