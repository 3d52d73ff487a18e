import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EngineClient } from '../../src/engine/client';
import type { ModelChoice } from '../../src/engine/methods';
import type { Dtype } from '../../src/models/manifest';
import { readManifest } from '../../src/models/readManifest';
import { filesOfDtype, weightBytes } from '../../src/runtime/memory';
import { newClient } from '../engine/client';
import { median } from '../harness/statistics';
import { number } from '../harness/table';
import type { Task } from '../harness/task';

/**
 * `peak` is the most that was ever resident in the child, Node and ONNX Runtime included: beside the files of the dtype, and beside the weights as
 * they are in memory, which are larger where float16 is widened.
 */
export const HEADINGS = [
  '',
  'files GB',
  'weights GB',
  'load s',
  'peak GB',
  '/ files',
  '/ weights',
  'compress s',
  'first query ms',
  'query ms',
  'peak at work GB',
  'gone when idle, s',
] as const;

/** One model's row, measured in a child of its own, from nothing. */
export async function measure(model: ModelChoice, task: Task, provider: string): Promise<string[]> {
  const manifest = await readManifest(model.folder);
  const folder = await mkdtemp(join(tmpdir(), 'mend-bench-'));
  const client = newClient({ MEND_PROVIDER: provider }, IDLE);
  try {
    const load = await seconds(() =>
      client.load({ model }, { progress: ({ message }) => console.log(`  ${message}`) }),
    );
    const { provider: used, models } = await client.status({});
    // The one that runs: a processor takes fp32 graphs for fp16.
    const dtype = (models[0]?.dtype ?? manifest.defaultDtype) as Dtype;
    const files = filesOfDtype(manifest, dtype).reduce((sum, { bytes }) => sum + bytes, 0);
    const weights = weightBytes(manifest, dtype);
    const loaded = peakOf(client);
    const file = join(folder, 'bench.mend.safetensors');
    const { demonstrations } = task;
    const compress = await seconds(() => client.compress({ model, demonstrations, file }));
    const queries = await answers(client, model, file, task);
    return [
      `${nameOf(model)} ${dtype} ${used}`,
      gigabytes(files),
      gigabytes(weights),
      number(load, 1),
      gigabytes(loaded),
      number(loaded / files),
      number(loaded / weights),
      number(compress, 1),
      number(queries[0] ?? NaN, 0),
      number(median(queries.slice(1)), 0),
      gigabytes(peakOf(client)),
      number(await seconds(() => gone(client.pid)), 1),
    ];
  } finally {
    await client.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Models that were built are all called alike; the folder above says the shape. */
function nameOf({ folder, dtype }: ModelChoice): string {
  const name = basename(folder);
  return `${name === 'model' ? basename(dirname(folder)) : name} ${dtype}:`;
}

/** Milliseconds of each query, over the vectors alone. */
async function answers(
  client: EngineClient,
  model: ModelChoice,
  file: string,
  { queries }: Task,
): Promise<number[]> {
  const milliseconds: number[] = [];
  for (const { input, options } of queries.slice(0, MOST_QUERIES))
    milliseconds.push(1000 * (await seconds(() => client.predict({ model, file, input, options }))));
  return milliseconds;
}

/** Each takes seconds with the largest models. */
const MOST_QUERIES = 8;

/** Milliseconds without use after which the child is to end, with all its memory. */
const IDLE = 2000;

/** Resolves when there is no such process. */
async function gone(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('There is no child whose memory could come back.');
  for (let tries = 0; tries < 600; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await setTimeout(100);
  }
  throw new Error(`The idle child ${pid} is still there after a minute.`);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

const peakOf = (client: EngineClient): number => client.memory?.peak ?? NaN;
const gigabytes = (bytes: number): string => number(bytes / 1e9);
