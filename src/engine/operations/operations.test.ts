import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keptVectors } from '../../mend/keptVectors';
import { readManifest } from '../../models/readManifest';
import { copyOfTinyModel, editManifest, tinyFolder, tinyModels } from '../../models/testing/tinyModel';
import { demonstrationHash, readVectorFile, writeVectorFile } from '../../vectors';
import type { ProgressReport } from '../methods';
import { createOperations } from '../operations';

const options = ['positive', 'negative'];
const demonstrations = [
  { input: 'The soup was warm.', output: 'positive', options },
  { input: 'The seats were dirty.', output: 'negative', options },
  { input: 'A good book!', output: 'positive', options },
];
const refusal = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

describe.each(tinyModels)('with %s', (name) => {
  const model = { folder: tinyFolder(name), dtype: 'fp32' } as const;
  const runs: string[] = [];
  const engine = createOperations({ providers: ['cpu'], threads: 1, onRun: (graph) => runs.push(graph) });
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mend-operations-'));
    file = join(folder, 'reviews.mend.safetensors');
    await engine.compress({ model, demonstrations, file });
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    runs.length = 0;
  });

  describe('compress', () => {
    it('writes a file and says what went into it', async () => {
      const path = join(folder, 'fresh.mend.safetensors');
      const result = await engine.compress({ model, demonstrations, file: path });
      expect(result).toMatchObject({
        file: path,
        model: name,
        demonstrations: 3,
        vectors: 8,
        width: 32,
      });
      expect(result.tokens).toMatchObject({ budget: 80, used: 3 });
      expect(result.milliseconds).toBeGreaterThan(0);
      const { metadata, count } = await readVectorFile(path);
      expect(count).toBe(8);
      expect(metadata).toMatchObject({
        targetId: `${name}-target`,
        dtype: 'fp32',
        labels: options,
        demonstrations: 3,
        demonstrationsUsed: 3,
        demonstrationsCut: 0,
        demonstrationTokens: result.tokens.total,
        demonstrationSha256: demonstrations.map(demonstrationHash),
      });
      expect(metadata.demonstrationsText).toBeUndefined();
      // A GPT-2 has read the same before.
      const reads = name !== 'tiny-gpt2';
      expect(result.reused).toBe(reads ? 0 : result.tokens.total);
      expect(runs.filter((graph) => graph === 'distiller')).toHaveLength(reads ? 1 : 0);
    });

    it('measures the fidelity over inputs of the demonstrations, as predictions do', async () => {
      const { fidelity } = (await readVectorFile(file)).metadata;
      const each = await Promise.all(
        demonstrations.map(({ input }) => engine.predict({ model, file, input, options, demonstrations })),
      );
      const mean = (pick: (one: (typeof each)[number]) => number) =>
        each.reduce((sum, one) => sum + pick(one), 0) / each.length;
      expect(fidelity).toEqual({
        kl: expect.closeTo(
          mean((one) => one.fidelity!.kl),
          5,
        ) as number,
        top1Agreement: expect.closeTo(
          mean((one) => one.fidelity!.top1Agreement),
          5,
        ) as number,
        queries: 3,
        of: 'demonstration inputs',
      });
    });

    it('times the distilling alone, and tells how far the measuring is', async () => {
      let now = 0;
      const slow = createOperations({ providers: ['cpu'], threads: 1, clock: () => now });
      const reports: ProgressReport[] = [];
      const progress = (report: ProgressReport) => {
        if (report.message.startsWith('Measuring')) now += 1000;
        reports.push(report);
      };
      const path = join(folder, 'timed.mend.safetensors');
      const { milliseconds } = await slow.compress({ model, demonstrations, file: path }, { progress });
      expect(milliseconds).toBe(0);
      const measuring = reports.filter(({ message }) => message === 'Measuring the fidelity');
      expect(measuring.map(({ fraction }) => fraction)).toEqual([0, 1 / 3, 2 / 3, 1]);
      await slow.dispose();
    });

    it('gives identical bytes twice', async () => {
      const path = join(folder, 'twice.mend.safetensors');
      await engine.compress({ model, demonstrations, file: path });
      const first = await readFile(path);
      await engine.compress({ model, demonstrations, file: path });
      expect((await readFile(path)).equals(first)).toBe(true);
      const elsewhere = join(folder, 'elsewhere.mend.safetensors');
      await engine.compress({ model, demonstrations, file: elsewhere });
      const [a, b] = [await readVectorFile(path), await readVectorFile(elsewhere)];
      expect(b.vectors).toEqual(a.vectors);
    });

    it('takes some of the vectors when fewer are asked for', async () => {
      const path = join(folder, 'three.mend.safetensors');
      const rows = async (vectors: number): Promise<number[][]> => {
        const result = await engine.compress({ model, demonstrations, file: path, vectors });
        expect(result.vectors).toBe(vectors);
        const data = [...(await readVectorFile(path)).vectors];
        return Array.from({ length: vectors }, (_, row) => data.slice(row * 32, (row + 1) * 32));
      };
      const [three, all] = [await rows(3), await rows(8)];
      const { anchors } = (await readManifest(tinyFolder(name))).distiller;
      expect(three).toEqual(keptVectors(anchors, 8, 3).map((row) => all[row]));
      await expect(engine.compress({ model, demonstrations, file: path, vectors: 9 })).rejects.toEqual(
        refusal('badInput', /1 to 8 vectors, not 9/),
      );
    });

    it('keeps the text only when asked', async () => {
      const path = join(folder, 'text.mend.safetensors');
      await engine.compress({ model, demonstrations, file: path, keepText: true });
      expect((await readVectorFile(path)).metadata.demonstrationsText).toEqual(demonstrations);
      expect((await readFile(file)).includes('soup')).toBe(false);
    });

    it('says which demonstrations were cut and dropped, among 10,000 too', async () => {
      const many = Array.from({ length: 10_000 }, (_, index) => ({
        input: `number ${index}`,
        output: 'yes',
      }));
      const path = join(folder, 'many.mend.safetensors');
      const result = await engine.compress({ model, demonstrations: many, file: path });
      expect(result.demonstrations).toBe(10_000);
      expect(result.tokens.total).toBeLessThanOrEqual(80);
      expect(result.tokens.each.at(-1)?.fate).toBe('dropped');
    });

    it.each([
      ['noDemonstrations', /no demonstrations/, []],
      [
        'badDemonstrations',
        /Demonstration 2 has no output/,
        [...demonstrations.slice(0, 1), { input: 'a', output: ' ' }],
      ],
      [
        'badOptions',
        /demonstration 1, “maybe”, is not among its options/,
        [{ input: 'a', output: 'maybe', options }],
      ],
      [
        'badDemonstrations',
        /No demonstration fits into the 32 tokens/,
        [{ input: 'a', output: 'xyz '.repeat(50) }],
      ],
    ])('refuses with %s: %s, writing nothing', async (code, message, given) => {
      const path = join(folder, 'refused.mend.safetensors');
      await expect(engine.compress({ model, demonstrations: given, file: path })).rejects.toEqual(
        refusal(code, message),
      );
      await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it.each(['Distilling', 'Measuring', 'Writing'])(
      'writes nothing when cancelled at “%s”',
      async (stage) => {
        const path = join(folder, 'cancelled.mend.safetensors');
        const controller = new AbortController();
        const progress = ({ message }: ProgressReport) => {
          if (message.startsWith(stage)) controller.abort();
        };
        const params = { model, demonstrations, file: path };
        for (const context of [{ signal: controller.signal, progress }, { signal: AbortSignal.abort() }]) {
          await expect(engine.compress(params, context)).rejects.toMatchObject({ code: 'cancelled' });
          await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
        }
      },
    );
  });

  describe('predict', () => {
    it('answers over the vectors alone where no demonstrations are given', async () => {
      const result = await engine.predict({ model, file, input: 'The bread was fresh', options });
      expect(Object.keys(result.arms)).toEqual(['distilled']);
      expect(result.options).toEqual(options);
      expect(result.fidelity).toBeUndefined();
      const { probabilities, ...distilled } = result.arms.distilled!;
      expect(distilled).toMatchObject({ prefixTokens: 8 });
      expect(options).toContain(distilled.prediction);
      expect(probabilities!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    });

    it('answers in all four ways where they are, with the fidelity', async () => {
      const { arms, fidelity, queryCut } = await engine.predict({
        model,
        file,
        input: 'Fresh',
        options,
        demonstrations,
      });
      expect(Object.keys(arms)).toEqual(['zeroShot', 'fullIcl', 'fewerShot', 'distilled']);
      const tokens = await engine.countTokens({ model, demonstrations });
      expect(arms.zeroShot!.prefixTokens).toBe(0);
      expect(arms.fullIcl!.prefixTokens).toBe(tokens.total);
      expect(arms.fewerShot!.prefixTokens).toBeLessThanOrEqual(8);
      expect(new Set(Object.values(arms).map((arm) => arm.queryTokens)).size).toBe(1);
      expect(fidelity!.kl).toBeGreaterThan(0);
      expect(queryCut).toBe(false);
    });

    it('reads vectors and demonstrations once, however many queries follow', async () => {
      const ask = (input: string) =>
        engine.predict({ model, file, input, options: ['a', 'b'], demonstrations });
      await ask('first');
      runs.length = 0;
      await ask('second');
      // Options of one token: each arm reads the query and nothing else. No distiller, no prefill.
      const arms = 4;
      expect(runs.filter((graph) => graph === 'decoder')).toHaveLength(arms);
      expect(runs.filter((graph) => graph === 'distiller')).toHaveLength(0);
    });

    it('generates where there are no options, stopping at maxTokens', async () => {
      const generation = { maxTokens: 3 };
      const { arms, options: none } = await engine.predict({
        model,
        file,
        input: 'the',
        demonstrations,
        generation,
      });
      expect(none).toBeUndefined();
      expect(arms.distilled!.probabilities).toBeUndefined();
      expect(typeof arms.fullIcl!.prediction).toBe('string');
      const again = await engine.predict({ model, file, input: 'the', demonstrations, generation });
      expect(again.arms.distilled!.prediction).toBe(arms.distilled!.prediction);
      const sample = (seed: number) =>
        engine.predict({ model, file, input: 'the', generation: { temperature: 2, seed, maxTokens: 8 } });
      const texts = await Promise.all(
        [1, 1, 2].map(async (seed) => (await sample(seed)).arms.distilled!.prediction),
      );
      expect(texts[0]).toBe(texts[1]);
      expect(texts[0]).not.toBe(texts[2]);
    });

    it('shows no special token in what it generates', async () => {
      // So hot that every token is as probable as another.
      const texts = Array.from({ length: 20 }, async (_, seed) => {
        const generation = { temperature: 100, seed, maxTokens: 16 };
        return (await engine.predict({ model, file, input: 'the', generation })).arms.distilled!.prediction;
      });
      const shown = (await Promise.all(texts)).join('\n');
      expect(shown.length).toBeGreaterThan(200);
      expect(shown).not.toMatch(/<(extra_id_\d+|pad|unk|\/s|\|endoftext\|)>/);
    });

    it('allows other demonstrations than the file was made from', async () => {
      const other = [{ input: 'x', output: 'y' }];
      const { arms } = await engine.predict({ model, file, input: 'q', options, demonstrations: other });
      expect(arms.fullIcl!.prefixTokens).toBeGreaterThan(0);
    });

    it('says when the query was cut', async () => {
      const input = 'a long query '.repeat(40);
      const { arms, queryCut } = await engine.predict({ model, file, input, options });
      expect(queryCut).toBe(true);
      expect(arms.distilled!.queryTokens).toBe(32);
    });

    it.each<[string, string, object, RegExp]>([
      ['an empty query', 'badInput', { input: ' \n' }, /query is empty/],
      ['no options in the list', 'badOptions', { options: [] }, /list of options is empty/],
      ['an option given twice', 'badOptions', { options: ['a', 'a '] }, /given twice/],
      [
        'an option far too long',
        'badOptions',
        { options: ['a', 'many words '.repeat(20)] },
        /“many words .* tokens/,
      ],
      ['a setting out of range', 'badInput', { options: undefined, generation: { topP: 2 } }, /topP is 2/],
      ['an empty list of demonstrations', 'noDemonstrations', { demonstrations: [] }, /no demonstrations/],
    ])('refuses %s', async (_, code, change, message) => {
      const params = { model, file, input: 'q', options, ...change };
      await expect(engine.predict(params)).rejects.toEqual(refusal(code, message));
    });

    it('refuses vectors of another model, of another tokenizer and of another template, naming both sides', async () => {
      const vectors = await readVectorFile(file);
      const path = join(folder, 'other.mend.safetensors');
      const changes = {
        targetHash: 'f'.repeat(64),
        tokenizerHash: 'e'.repeat(64),
        targetId: 'another-target',
      };
      for (const [key, value] of Object.entries(changes)) {
        await writeVectorFile(path, { ...vectors, metadata: { ...vectors.metadata, [key]: value } });
        await expect(engine.predict({ model, file: path, input: 'q', options })).rejects.toEqual(
          refusal('vectorMismatch', new RegExp(`${value.slice(0, 12)}.* but the model here has`)),
        );
      }
    });

    it('refuses a file that is none', async () => {
      const path = join(folder, 'junk.mend.safetensors');
      await writeFile(path, 'junk');
      await expect(engine.predict({ model, file: path, input: 'q' })).rejects.toMatchObject({
        code: 'badVectorFile',
      });
    });

    it('stops between tokens when cancelled in the middle', async () => {
      const controller = new AbortController();
      const cancelling = createOperations({
        providers: ['cpu'],
        threads: 1,
        onRun: () => {
          if (counting && ++count === 5) controller.abort();
        },
      });
      let counting = false;
      let count = 0;
      await cancelling.predict({ model, file, input: 'q', options });
      counting = true;
      const generating = cancelling.predict(
        { model, file, input: 'the', generation: { maxTokens: 40, temperature: 3, seed: 3 } },
        { signal: controller.signal },
      );
      await expect(generating).rejects.toMatchObject({ code: 'cancelled' });
      expect(count).toBe(5);
      await cancelling.dispose();
    });
  });

  describe('evaluate', () => {
    const queries = [
      { input: 'The bread was fresh', output: 'positive' },
      { input: 'Nobody liked it', output: 'negative' },
    ];

    it('gives all four ways, the fidelity and the speed, and tells how far it is', async () => {
      const reports: ProgressReport[] = [];
      const result = await engine.evaluate(
        { model, demonstrations, queries },
        { progress: (report) => reports.push(report) },
      );
      expect(result.n).toBe(2);
      expect(Object.keys(result.arms)).toEqual(['zeroShot', 'fullIcl', 'fewerShot', 'distilled']);
      for (const arm of Object.values(result.arms)) expect([0, 0.5, 1]).toContain(arm.accuracy);
      expect(result.arms.distilled.prefixTokens).toBe(8);
      expect(result.queriesPerSecond).toBeGreaterThan(0);
      expect(reports.at(-1)).toMatchObject({ message: 'Answered 2 of 2 queries', fraction: 1 });
    });

    it('agrees with predict', async () => {
      const result = await engine.evaluate({ model, demonstrations, queries: queries.slice(0, 1) });
      const single = await engine.predict({ model, file, input: queries[0]!.input, options, demonstrations });
      for (const arm of ['zeroShot', 'fullIcl', 'fewerShot', 'distilled'] as const) {
        expect(result.arms[arm].accuracy).toBe(single.arms[arm]!.prediction === 'positive' ? 1 : 0);
      }
      expect(result.fidelity.kl).toBeCloseTo(single.fidelity!.kl, 6);
    });

    it('stops when cancelled in the middle', async () => {
      const controller = new AbortController();
      const progress = ({ message }: ProgressReport) => {
        if (message.startsWith('Answered 1')) controller.abort();
      };
      const evaluating = engine.evaluate(
        { model, demonstrations, queries },
        { signal: controller.signal, progress },
      );
      await expect(evaluating).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('refuses an answer that is not among the options, and no queries', async () => {
      const odd = [...queries, { input: 'x', output: 'maybe' }];
      await expect(engine.evaluate({ model, demonstrations, queries: odd })).rejects.toEqual(
        refusal('badOptions', /query 3, “maybe”/),
      );
      await expect(engine.evaluate({ model, demonstrations, queries: [] })).rejects.toMatchObject({
        code: 'badInput',
      });
    });
  });

  describe('the rest', () => {
    it('counts tokens of what may still be in the writing', async () => {
      expect(await engine.countTokens({ model, demonstrations: [] })).toEqual({
        each: [],
        total: 0,
        budget: 80,
        used: 0,
      });
      const report = await engine.countTokens({ model, demonstrations: [{ input: 'a', output: '' }] });
      expect(report.used).toBe(1);
    });

    it('inspects a file without a model', async () => {
      const fresh = createOperations();
      const info = await fresh.inspect({ file });
      expect(info).toMatchObject({
        file,
        bytes: (await stat(file)).size,
        statistics: { count: 8, width: 32 },
      });
      expect(info.metadata['target_id']).toBe(`${name}-target`);
      expect((await fresh.status({})).models).toEqual([]);
      await fresh.dispose();
    });

    it('finds the tokens nearest to vectors: those whose embeddings they are', async () => {
      const vectors = await readVectorFile(file);
      const { loadModel } = await import('../../runtime/loadModel');
      const loaded = await loadModel(
        model.folder,
        'fp32',
        { providers: ['cpu'], threads: 1 },
        () => undefined,
      );
      const path = join(folder, 'embeddings.mend.safetensors');
      const ids = [70, 71];
      const data = (await loaded.embeddings(ids)).map((value) => value * 3);
      await writeVectorFile(path, { ...vectors, vectors: data, count: 2 });
      const nearest = await engine.nearestTokens({ model, file: path, count: 4 });
      expect(nearest).toHaveLength(2);
      nearest.forEach((tokens, row) => {
        expect(tokens).toHaveLength(4);
        expect(tokens[0]).toEqual({
          token: loaded.codec.tokenizer.decode([ids[row]!]),
          cosine: expect.closeTo(1, 5) as number,
        });
        expect(tokens[0]!.cosine).toBeGreaterThan(tokens[1]!.cosine);
      });
      await expect(engine.nearestTokens({ model, file, count: 0 })).rejects.toMatchObject({
        code: 'badInput',
      });
      await loaded.dispose();
    });

    it('tells what is loaded', async () => {
      const status = await engine.load({ model });
      expect(status).toMatchObject({
        provider: 'cpu',
        skipped: [],
        models: [{ id: name, dtype: 'fp32' }],
      });
      expect(status.runtime).toMatch(/^1\./);
      expect(status.memoryBytes).toBeGreaterThan(0);
    });

    it('counts tokens without loading the model, and alike when it is loaded', async () => {
      const other = createOperations({ providers: ['cpu'], threads: 1 });
      const alone = await other.countTokens({ model, demonstrations });
      expect((await other.status({})).models).toEqual([]);
      await other.load({ model });
      expect(await other.countTokens({ model, demonstrations })).toEqual(alone);
      await other.dispose();
    });

    it('refuses a damaged model and one that is not there, naming them, and works again once it is whole', async () => {
      const { folder: copy, remove } = await copyOfTinyModel(name);
      const call = () => engine.countTokens({ model: { folder: copy }, demonstrations });
      const path = join(copy, 'decoder_model_merged.onnx');
      const bytes = await readFile(path);
      await writeFile(path, bytes.subarray(0, 50));
      await expect(call()).rejects.toEqual(refusal('badModel', /decoder_model_merged\.onnx is truncated/));
      await writeFile(path, bytes);
      await expect(call()).resolves.toMatchObject({ used: 3 });
      await editManifest(copy, (manifest) => delete manifest['limits']);
      await expect(call()).rejects.toEqual(refusal('badModel', /required property 'limits'/));
      await remove();
      await expect(call()).rejects.toEqual(refusal('badModel', /not a model folder/));
    });
  });
});
