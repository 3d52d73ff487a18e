import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dtype } from '../../src/models/manifest';

/** The repository: bundles of benchmarks lie in out/bench. */
export const root = resolve(__dirname, '../..');

export interface BenchOptions {
  /** Absolute paths of model folders, at least one. */
  readonly models: readonly string[];
  /** Whether the models were named on the command line. */
  readonly chosen: boolean;
  readonly dtype: Dtype | undefined;
  /** Execution provider to measure on. */
  readonly provider: string;
  /** Names of published shapes, for the benchmark of large models. */
  readonly shapes: readonly string[];
  /** Timed rounds; at least 20, so that a p95 means something. */
  readonly rounds: number;
  /** A few-shot file, and labelled queries for it as JSON Lines. */
  readonly demonstrations: string;
  readonly queries: string;
}

const USAGE =
  'npm run bench -- [NAME ...] [--model FOLDER ...] [--dtype fp32|fp16|int8|q4] [--provider NAME] [--shape NAME ...] [--rounds N] [--demos FILE --queries FILE]';

const DTYPES: readonly string[] = ['fp32', 'fp16', 'int8', 'q4'] satisfies readonly Dtype[];

/** Reads the command line. Without `--model`: the embedded models, or a tiny one of the tests where there is none. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', multiple: true },
      dtype: { type: 'string' },
      provider: { type: 'string', default: process.env['MEND_PROVIDER'] ?? 'cpu' },
      shape: { type: 'string', multiple: true, default: ['gpt2-large', 'gpt2-xl'] },
      rounds: { type: 'string', default: '30' },
      demos: { type: 'string', default: join(root, 'examples/sentiment.jsonl') },
      queries: { type: 'string', default: join(root, 'examples/sentiment.queries.jsonl') },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 20) throw new Error(`--rounds must be 20 or more.\n${USAGE}`);
  const { dtype } = values;
  if (dtype !== undefined && !DTYPES.includes(dtype)) {
    throw new Error(`--dtype must be one of ${DTYPES.join(', ')}.\n${USAGE}`);
  }
  return {
    models: (values.model ?? defaultModels()).map((folder) => resolve(folder)),
    chosen: values.model !== undefined,
    dtype: dtype as Dtype | undefined,
    provider: values.provider,
    shapes: values.shape,
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
