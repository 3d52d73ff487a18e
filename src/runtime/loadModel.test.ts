import { createHash } from 'node:crypto';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distil } from '../mend/distil';
import { logSumExp } from '../mend/logits';
import type { Prefix } from '../mend/targetLm';
import { inWords } from '../shared/sentence';
import {
  copyOfTinyModel,
  editManifest,
  tinyFolder,
  tinyModelFolder,
  tinyModels,
} from '../models/testing/tinyModel';
import { loadModel, type LoadedModel } from './loadModel';
import { ModelStore } from './modelStore';
import { ladder } from './providers/ladder';
import { ProviderFailed } from './providers/providerFailed';

const options = { providers: ['cpu'], threads: 1 };
const quiet = () => undefined;
const load = (folder = tinyModelFolder) => loadModel(folder, 'fp32', options, quiet);

describe.each(tinyModels)('a loaded model: %s', (name) => {
  const folder = tinyFolder(name);
  let model: LoadedModel;
  beforeAll(async () => {
    model = await load(folder);
  });
  afterAll(() => model.dispose());

  const query = [5, 6, 7, 8];
  const optionIds = [[1], [2, 3], [2, 3, 4, 5, 6], [9, 10, 11]];

  it('scores a batch of options as it scores them one by one', async () => {
    for (const prefix of [model.target.empty, await model.prefixes.ofTokens([20, 21, 22])]) {
      const together = await model.target.score(prefix, query, optionIds);
      for (const [index, option] of optionIds.entries()) {
        const alone = await model.target.score(prefix, query, [option]);
        const batched = together.optionLogProbs[index];
        expect(batched).toHaveLength(option.length);
        alone.optionLogProbs[0]!.forEach((value, at) => expect(batched![at]).toBeCloseTo(value, 4));
      }
    }
  });

  it('extends token by token to what it scores at once, and scores behind what it extended', async () => {
    const option = [2, 3, 4, 5, 6];
    const { next, optionLogProbs } = await model.target.score(model.target.empty, query, [option]);
    let state = await model.target.extend(model.target.empty, query);
    expect(state.next).toEqual(next);
    const logProbs = [];
    for (const token of option) {
      logProbs.push(state.next[token]! - logSumExp(state.next));
      state = await model.target.extend(state.prefix, [token]);
    }
    expect(state.prefix.length).toBe(query.length + option.length);
    logProbs.forEach((value, at) => expect(value).toBeCloseTo(optionLogProbs[0]![at]!, 4));
    const half = await model.target.extend(model.target.empty, query);
    const behind = await model.target.score(half.prefix, option, []);
    behind.next.forEach((value, index) => expect(value).toBeCloseTo(state.next[index]!, 4));
  });

  it('reads the embeddings of tokens as vectors like the tokens themselves', async () => {
    const ids = [30, 31, 32];
    const vectors = { data: await model.embeddings(ids), count: 3, width: 32 };
    const asVectors = await model.target.score(await model.target.prefillVectors(vectors), query, []);
    const asTokens = await model.target.score(await model.target.prefillTokens(ids), query, []);
    expect(asVectors.next).toEqual(asTokens.next);
  });

  it('reads a prefix in front of the query', async () => {
    const answers = [[], [20, 21, 22], [22, 21, 20]].map(async (ids) =>
      model.target.score(await model.prefixes.ofTokens(ids), query, []),
    );
    const [none, some, others] = await Promise.all(answers);
    expect(some!.next).not.toEqual(none!.next);
    expect(some!.next).not.toEqual(others!.next);
  });

  it('says whether tokens in front of a query may be read with it', async () => {
    const { target, prefixes } = model;
    const front = [20, 21, 22];
    const apart = await target.score(await prefixes.ofTokens(front), query, optionIds);
    const together = await target.score(target.empty, [...front, ...query], optionIds);
    const largest = Math.max(...apart.next.map((value, at) => Math.abs(value - together.next[at]!)));
    if (target.oneText) expect(largest).toBeLessThan(1e-3);
    else expect(largest).toBeGreaterThan(1e-2);
  });

  it('is not changed by a query: the prefix answers the next one the same', async () => {
    const prefix = await model.prefixes.ofTokens([40, 41]);
    const first = await model.target.score(prefix, query, optionIds);
    await model.target.extend(prefix, [1, 2, 3]);
    expect(await model.target.score(prefix, query, optionIds)).toEqual(first);
  });

  it('distils to identical bytes twice, also when loaded again', async () => {
    const kept = [{ ids: [50, 51, 52, 53, 54], answerTokens: 2, whole: true }];
    const fewer = [{ ids: [51, 52, 53, 54], answerTokens: 2, whole: true }];
    const hash = (data: Float32Array) =>
      createHash('sha256').update(new Uint8Array(data.buffer)).digest('hex');
    const first = hash((await distil(model.distiller, kept)).data);
    expect(hash((await distil(model.distiller, kept)).data)).toBe(first);
    const again = await load(folder);
    expect(hash((await distil(again.distiller, kept)).data)).toBe(first);
    expect(hash((await distil(again.distiller, fewer)).data)).not.toBe(first);
    await again.dispose();
  });

  it('runs nothing once cancelled', async () => {
    const signal = AbortSignal.abort();
    const cancelled = { code: 'cancelled' };
    await expect(model.target.score(model.target.empty, query, optionIds, signal)).rejects.toMatchObject(
      cancelled,
    );
    await expect(model.target.extend(model.target.empty, query, signal)).rejects.toMatchObject(cancelled);
    await expect(model.target.prefillTokens(query, signal)).rejects.toMatchObject(cancelled);
    await expect(model.distiller.run(query, [0, 1, 2, 3, 3, 3, 3, 3], signal)).rejects.toMatchObject(
      cancelled,
    );
  });
});

describe('a GPT-2', () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await load();
  });
  afterAll(() => model.dispose());

  it('reads a prefix and a query as one text', async () => {
    const { target } = model;
    const split = await target.score(await target.prefillTokens([20, 21, 22]), [5, 6], [[2, 3]]);
    const whole = await target.score(target.empty, [20, 21, 22, 5, 6], [[2, 3]]);
    split.next.forEach((value, index) => expect(value).toBeCloseTo(whole.next[index]!, 4));
    split.optionLogProbs[0]!.forEach((value, at) =>
      expect(value).toBeCloseTo(whole.optionLogProbs[0]![at]!, 4),
    );
  });

  it('reads tokens behind a beginning of others as it reads them all', async () => {
    const { target, prefixes } = model;
    await prefixes.ofTokens([20, 21, 22, 23]);
    for (const ids of [
      [20, 21, 22, 30, 31],
      [20, 21],
      [20, 21, 22, 23, 24],
    ]) {
      const behind = await target.score(await prefixes.ofTokens(ids), [5, 6], [[2, 3]]);
      const whole = await target.score(await target.prefillTokens(ids), [5, 6], [[2, 3]]);
      behind.next.forEach((value, index) => expect(value).toBeCloseTo(whole.next[index]!, 5));
    }
  });

  it('does not cut a prefix that lies on a device', async () => {
    const prefix = await model.target.prefillTokens([20, 21]);
    const { past } = prefix as Prefix & { readonly past: readonly object[] };
    past.forEach((tensor) => Object.defineProperty(tensor, 'location', { value: 'gpu-buffer' }));
    expect(model.target.cut?.(prefix, 1)).toBeUndefined();
  });

  it('knows what a prefix holds', async () => {
    // 3 positions, 2 layers, keys and values, 32 wide, 4 bytes.
    expect((await model.target.prefillTokens([1, 2, 3])).bytes).toBe(3 * 2 * 2 * 32 * 4);
    expect(model.target.empty.bytes).toBe(0);
  });

  it('refuses a prefix that another target LM made', async () => {
    const foreign = { length: 1, bytes: 0 };
    await expect(model.target.score(foreign, [1], [])).rejects.toThrow(/another target LM/);
  });
});

describe('loadModel', () => {
  it('tells what it is at and how far, the provider and why others were skipped', async () => {
    const reports: { message: string; fraction: number }[] = [];
    const model = await loadModel(tinyModelFolder, 'int8', { threads: 1 }, (message, fraction) =>
      reports.push({ message: inWords(message), fraction }),
    );
    const messages = reports.map(({ message }) => message);
    expect(messages[0]).toBe(`Checking the model in ${tinyModelFolder}`);
    expect(messages.find((message) => / of \d+ kB$/.test(message))).toMatch(/^Checking tiny-gpt2: /);
    expect(messages.slice(-4)).toEqual([
      'Loading tiny-gpt2 on cpu: token embeddings',
      'Loading tiny-gpt2 on cpu: decoder',
      'Loading tiny-gpt2 on cpu: distiller',
      'Warming up tiny-gpt2 on cpu',
    ]);
    const fractions = reports.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeLessThan(1);
    expect(model.provider).toBe('cpu');
    expect(model.skipped.map(({ provider }) => provider)).toEqual(ladder(process.platform).slice(0, -1));
    expect(model.skipped.every(({ reason }) => reason !== '')).toBe(true);
    await model.dispose();
  });

  it('refuses, before it loads anything, what does not fit into memory', async () => {
    const messages: string[] = [];
    const small = { ...options, memory: () => 100e6 };
    const load = loadModel(tinyModelFolder, 'int8', small, (message) => messages.push(inWords(message)));
    await expect(load).rejects.toMatchObject({
      code: 'provider',
      message:
        'Tiny GPT-2 (random weights) needs about 200 MB of memory as int8, and 100 MB are free: close other programs, or choose a smaller model.',
    });
    expect(messages.filter((message) => message.startsWith('Loading'))).toEqual([]);
  });

  it('runs the fp32 graphs of a model whose dtype is fp16, where there is no GPU', async () => {
    const { folder, remove } = await copyOfTinyModel();
    await editManifest(folder, (manifest) => {
      const dtypes = manifest['dtypes'] as Record<string, unknown>;
      dtypes['fp16'] = dtypes['int8'];
    });
    const model = await loadModel(folder, 'fp16', options, quiet);
    expect(model.dtype).toBe('fp32');
    await model.dispose();
    await remove();
  });

  it('refuses a tampered, a truncated and a missing file, naming it', async () => {
    const { folder, remove } = await copyOfTinyModel();
    const file = join(folder, 'model.safetensors');
    const bytes = await readFile(file);
    await writeFile(
      file,
      bytes.map((byte, index) => (index === 1000 ? byte ^ 255 : byte)),
    );
    await expect(load(folder)).rejects.toThrow(/model\.safetensors was changed/);
    await truncate(file, 10);
    await expect(load(folder)).rejects.toThrow(/model\.safetensors is truncated/);
    await rm(file);
    await expect(load(folder)).rejects.toThrow(/model\.safetensors is missing/);
    await remove();
  });

  it('refuses a dtype the folder does not have', async () => {
    const { folder, remove } = await copyOfTinyModel();
    await editManifest(folder, (manifest) => {
      delete (manifest['dtypes'] as Record<string, unknown>)['fp32'];
    });
    await expect(load(folder)).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining('no fp32 graphs') as string,
    });
    await remove();
  });

  it('refuses graphs that are no graphs, though their hashes are right', async () => {
    const { folder, remove } = await copyOfTinyModel();
    const junk = Buffer.from('this is not an ONNX file');
    await writeFile(join(folder, 'distiller.onnx'), junk);
    await editManifest(folder, (manifest) => {
      const files = manifest['files'] as { path: string; bytes: number; sha256: string }[];
      const entry = files.find(({ path }) => path === 'distiller.onnx')!;
      entry.bytes = junk.length;
      entry.sha256 = createHash('sha256').update(junk).digest('hex');
    });
    await expect(load(folder)).rejects.toMatchObject({ code: 'provider' });
    await remove();
  });

  it('refuses graphs that do not fit the manifest', async () => {
    const { folder, remove } = await copyOfTinyModel();
    await editManifest(folder, (manifest) => {
      (manifest['distiller'] as Record<string, unknown>)['vectors'] = 9;
    });
    await expect(load(folder)).rejects.toMatchObject({
      code: 'provider',
      message: expect.stringContaining('placeholder_positions') as string,
    });
    await remove();
  });
});

describe('ModelStore', () => {
  it('loads a folder and dtype once, and tries again after a failure', async () => {
    const { folder, remove } = await copyOfTinyModel();
    const store = new ModelStore(options, performance.now.bind(performance));
    const manifest = await readFile(join(folder, 'mend.json'));
    await writeFile(join(folder, 'mend.json'), '{');
    await expect(store.get({ folder }, quiet)).rejects.toMatchObject({ code: 'badModel' });
    await writeFile(join(folder, 'mend.json'), manifest);
    const [first, second] = await Promise.all([
      store.get({ folder }, quiet),
      store.get({ folder, dtype: 'int8' }, quiet),
    ]);
    expect(second).toBe(first);
    const fp32 = await store.get({ folder, dtype: 'fp32' }, quiet);
    expect(store.loaded).toEqual([first, fp32]);
    expect(fp32.milliseconds).toBeGreaterThan(0);
    await store.dispose();
    expect(store.loaded).toEqual([]);
    await remove();
  });

  it('leaves a provider that fails at work, and begins the work again with models on the next rung', async () => {
    const store = new ModelStore(options, performance.now.bind(performance));
    const bystander = (await store.get({ folder: tinyModelFolder, dtype: 'int8' }, quiet)).model;
    const left: unknown[] = [];
    const used: LoadedModel[] = [];
    const answer = await store.work(
      async () => {
        const { model } = await store.get({ folder: tinyModelFolder, dtype: 'fp32' }, quiet);
        used.push(model);
        // No provider but the CPU runs on every machine, so one that does stands in for one that fails.
        if (used.length === 1) Object.assign(model, { provider: 'webgpu' });
        if (model.provider === 'webgpu')
          throw new ProviderFailed('webgpu', 'the GPU has too little free memory', {});
        return (await model.target.score(model.target.empty, [5], [])).next.length;
      },
      (skipped) => left.push(skipped),
    );
    expect(answer).toBe(bystander.manifest.target.vocabulary);
    expect(left).toMatchObject([{ provider: 'webgpu', reason: 'the GPU has too little free memory' }]);
    expect(used).toHaveLength(2);
    expect(used[1]).not.toBe(used[0]);
    // The other model was on another rung and stays.
    expect(store.loaded.map(({ model }) => model)).toEqual([bystander, used[1]]);
    const third = await store.get({ folder: tinyFolder('tiny-t5'), dtype: 'fp32' }, quiet);
    expect(third.model.provider).toBe('cpu');
    await store.dispose();
  });

  it('frees what prefixes hold on a device once no work runs, and not before', async () => {
    const store = new ModelStore(options, performance.now.bind(performance));
    const { model } = await store.get({ folder: tinyModelFolder }, quiet);
    const freed: string[] = [];
    const prefix = await model.prefixes.ofTokens([1, 2, 3]);
    Object.assign(prefix, { release: () => freed.push('prefix') });
    const slow = deferred();
    const outer = store.work(
      () => slow.promise,
      () => undefined,
    );
    await store.work(
      async () => model.prefixes.clear(),
      () => undefined,
    );
    expect(freed).toEqual([]);
    slow.resolve();
    await outer;
    expect(freed).toEqual(['prefix']);
    await store.dispose();
  });
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
