import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as api from './api';
import { createOperations } from './engine/operations';
import { readManifest } from './models/readManifest';
import { tinyFolder, tinyModels } from './models/testing/tinyModel';
import { readVectorFile, reuseSnippet, writeVectorFile } from './vectors';

const demonstrations = [
  { input: 'good film', output: 'pos' },
  { input: 'bad film', output: 'neg' },
  { input: 'great plot', output: 'pos' },
  { input: 'dull plot', output: 'neg' },
];

describe.each(tinyModels)('the package, from Node, with %s', (name) => {
  const modelFolder = tinyFolder(name);
  let file: string;
  let other: string;
  let vectors: api.LoadedVectors;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mend-api-'));
    file = join(folder, 'a.mend.safetensors');
    other = join(folder, 'b.mend.safetensors');
    const engine = createOperations();
    await engine.compress({ model: { folder: modelFolder }, demonstrations, file });
    await engine.dispose();
    const written = await readVectorFile(file);
    const metadata = { ...written.metadata, targetHash: 'f'.repeat(64) };
    await writeVectorFile(other, { ...written, metadata });
    vectors = await api.loadVectors(file, { modelFolder });
  });
  afterAll(() => vectors.dispose());

  it('loads vectors', () => {
    expect(vectors.metadata.labels).toEqual(['pos', 'neg']);
    expect(vectors.vectors).toHaveLength(vectors.count * vectors.width);
  });

  it('answers with the labels of the file, as the engine does', async () => {
    const { options, arms, fidelity } = await api.predict(vectors, { input: 'fine film' });
    expect(options).toEqual(['pos', 'neg']);
    expect(Object.keys(arms)).toEqual(['distilled']);
    expect(fidelity).toBeUndefined();
    const engine = createOperations();
    const same = await engine.predict({
      model: { folder: modelFolder },
      file,
      input: 'fine film',
      options: ['pos', 'neg'],
    });
    await engine.dispose();
    expect(arms.distilled?.probabilities).toEqual(same.arms.distilled?.probabilities);
    expect(arms.distilled?.probabilities?.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
  });

  it('answers with a file in which some demonstrations are text', async () => {
    const engine = createOperations();
    const hybrid = `${file}.hybrid.mend.safetensors`;
    await engine.compress({ model: { folder: modelFolder }, demonstrations, file: hybrid, pinned: [3] });
    await engine.dispose();
    const loaded = await api.loadVectors(hybrid, { modelFolder });
    expect(loaded.metadata.pinned).toMatchObject([{ index: 3, input: 'dull plot', output: 'neg' }]);
    const { arms } = await api.predict(loaded, { input: 'fine film' });
    expect(arms.distilled?.prefixTokens).toBe(loaded.count);
    await loaded.dispose();
  });

  it('takes other options, and compares with demonstrations', async () => {
    const result = await api.predict(vectors, {
      input: 'fine film',
      options: ['a', 'b', 'c'],
      demonstrations,
    });
    expect(result.arms.fullIcl?.probabilities).toHaveLength(3);
    expect(result.arms.zeroShot?.prefixTokens).toBe(0);
    expect(result.fidelity?.kl).toBeGreaterThanOrEqual(0);
  });

  it('generates text where it is asked to', async () => {
    const generation = { maxTokens: 3 };
    const generated = await api.predict(vectors, { input: 'fine film', generation });
    expect(generated.options).toBeUndefined();
    expect(await api.predict(vectors, { input: 'fine film', options: [], generation })).toMatchObject({
      arms: { distilled: { prediction: generated.arms.distilled?.prediction } },
    });
  });

  it('can be cancelled', async () => {
    await expect(
      api.predict(vectors, { input: 'fine film', signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses vectors that were disposed', async () => {
    const short = await api.loadVectors(file, { modelFolder });
    await short.dispose();
    await short.dispose();
    await expect(api.predict(short, { input: 'x' })).rejects.toMatchObject({ code: 'disposed' });
  });

  it('refuses files of another family, naming both', async () => {
    const stranger = name === 'tiny-gpt2' ? 'tiny-t5' : 'tiny-gpt2';
    const mismatched = await api.loadVectors(file, { modelFolder: tinyFolder(stranger) });
    const [made, here] = name === 'tiny-gpt2' ? ['gpt2', 't5'] : ['t5', 'gpt2'];
    await expect(api.predict(mismatched, { input: 'x' })).rejects.toMatchObject({
      code: 'vectorMismatch',
      message: `${file} was made for the family ${made}, but the model here has ${here}: choose the model it was made for, or distil again.`,
    });
    await mismatched.dispose();
  });

  it('refuses files of another model, and files that are missing', async () => {
    await expect(api.loadVectors(other)).rejects.toMatchObject({ code: 'badModel' });
    const mismatched = await api.loadVectors(other, { modelFolder });
    await expect(api.predict(mismatched, { input: 'x' })).rejects.toMatchObject({ code: 'vectorMismatch' });
    await mismatched.dispose();
    await expect(api.loadVectors(`${file}.no`)).rejects.toMatchObject({ code: 'fileSystem' });
    await expect(api.loadVectors(file, { modelFolder: '/nowhere' })).rejects.toMatchObject({
      code: 'badModel',
    });
  });

  it('runs the snippet that the editor gives', async () => {
    const printed: unknown[][] = [];
    const log = (...values: unknown[]): number => printed.push(values);
    const require = (name: string): unknown => (name === 'mend-distill' ? api : undefined);
    const { family } = await readManifest(modelFolder);
    const snippet = reuseSnippet('typescript', { file, modelFolder, family });
    await runInNewContext(snippet, { require, console: { log } });
    expect(printed).toEqual([
      [expect.stringMatching(/^(pos|neg)$/), ['pos', 'neg'], [expect.any(Number), expect.any(Number)]],
    ]);
  });
});
