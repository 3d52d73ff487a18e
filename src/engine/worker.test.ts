import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient } from './client';
import type { ProgressReport } from './methods';
import { bundleForFork } from './testing/bundle';
import { isAlive } from './testing/processes';
import { removeTemporary, temporaryFolder } from './testing/temporary';

afterAll(removeTemporary);

// The real worker, ONNX Runtime and all, on the tests' tiny model.
const model = { folder: resolve('test/fixtures/tiny-gpt2') };
const demonstrations = [
  { input: 'good soup', output: 'positive', options: ['positive', 'negative'] },
  { input: 'slow film', output: 'negative', options: ['positive', 'negative'] },
];
let workerPath: string;
let folder: string;
let client: EngineClient;

beforeAll(async () => {
  workerPath = await bundleForFork('../worker.ts');
  folder = await temporaryFolder();
});

afterEach(() => client.dispose());

function start(env: NodeJS.ProcessEnv = {}): EngineClient {
  // The bundle lies in a temporary folder; its packages are here.
  const all = { ...process.env, NODE_PATH: resolve('node_modules'), ...env };
  client = new EngineClient({ workerPath, env: all, maximumCrashes: Infinity });
  return client;
}

describe('the engine in its child', () => {
  it('compresses, predicts and reports over the channel', async () => {
    start({ MEND_PROVIDER: 'cpu', MEND_THREADS: '1' });
    const file = join(folder, 'all.mend.safetensors');
    const compressed = await client.compress({ model, demonstrations, file });
    expect(compressed).toMatchObject({ file, model: 'tiny-gpt2', demonstrations: 2 });
    const options = ['positive', 'negative'];
    const predicted = await client.predict({ model, file, input: 'warm bread', options, demonstrations });
    expect(options).toContain(predicted.arms.distilled?.prediction);
    expect(predicted.fidelity?.kl).toBeGreaterThanOrEqual(0);
    expect(await client.status({})).toMatchObject({
      provider: 'cpu',
      skipped: [],
      models: [{ id: 'tiny-gpt2' }],
    });
    expect(client.memory?.resident).toBeGreaterThan(30e6);
  });

  it('passes on the errors of the operations with code and sentence', async () => {
    start();
    const file = join(folder, 'none.mend.safetensors');
    await expect(client.compress({ model, demonstrations: [], file })).rejects.toMatchObject({
      name: 'UserError',
      code: 'noDemonstrations',
    });
    await expect(client.load({ model: { folder: '/no/such/model' } })).rejects.toMatchObject({
      code: 'badModel',
    });
  });

  it('writes the same bytes, whether or not it was killed at any stage before', async () => {
    start();
    const reference = join(folder, 'reference.mend.safetensors');
    const stages = new Set<string>();
    const progress = ({ message }: ProgressReport): void => void stages.add(message.split(' ')[0] ?? '');
    await client.compress({ model, demonstrations, file: reference }, { progress });
    expect(stages.size).toBeGreaterThan(2);
    for (const stage of stages) await killedAt(stage, reference);
  }, 60_000);
});

/** Starts anew, kills the child when it reports `stage` of a compress, and compresses again. */
async function killedAt(stage: string, reference: string): Promise<void> {
  await client.dispose();
  start();
  const file = join(folder, `${stage}.mend.safetensors`);
  let killed = 0;
  const progress = ({ message }: ProgressReport): void => {
    if (killed !== 0 || !message.startsWith(stage) || client.pid === undefined) return;
    killed = client.pid;
    process.kill(killed, 'SIGKILL');
  };
  // The last stage may be over before the kill reaches it; then the file is whole.
  const outcome = await client
    .compress({ model, demonstrations, file }, { progress })
    .catch((error: unknown) => error);
  expect(killed).toBeGreaterThan(0);
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'engineCrashed' });
  if (existsSync(file)) expectSameVectors(file, reference);
  await client.compress({ model, demonstrations, file });
  expect(isAlive(killed)).toBe(false);
  expectSameVectors(file, reference);
}

/** The header holds the time of creation; everything behind it is the vectors. */
function expectSameVectors(file: string, reference: string): void {
  expect(vectorBytes(file)).toEqual(vectorBytes(reference));
}

function vectorBytes(file: string): Buffer {
  const bytes = readFileSync(file);
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
}
