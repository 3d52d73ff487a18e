import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { placeholderPositions } from '../../src/mend/anchors';
import { encodeOptions, fitDemonstrations, fitQuery } from '../../src/mend/budget';
import { distil } from '../../src/mend/distil';
import { fidelity } from '../../src/mend/fidelity';
import { generate } from '../../src/mend/generate';
import { rankOptions } from '../../src/mend/score';
import type { Prefix } from '../../src/mend/targetLm';
import { loadModel, type LoadedModel } from '../../src/runtime/loadModel';
import { readManifest } from '../../src/models/readManifest';
import { tinyFolder, type TinyModel, tinyModels } from '../../src/models/testing/tinyModel';
import type gpt2 from './tiny-gpt2.json';

/** `MEND_PROVIDER=cuda npm run test:golden` asks the same of a GPU: docs/gpu.md. */
const provider = process.env['MEND_PROVIDER'] ?? 'cpu';
const options = { providers: [provider], threads: 1 };
// A GPU compiles its programs when they run for the first time.
if (provider !== 'cpu') vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

type Golden = typeof gpt2;
type Case = Golden['cases'][number];
const armNames = ['zeroShot', 'fullIcl', 'distilled'] as const;

/** What PyTorch computed with a tiny model. */
function goldenOf(name: TinyModel): Golden {
  return JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8')) as Golden;
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const differences = expected.map((value, index) => Math.abs(value - (actual[index] ?? Number.NaN)));
  // Written so that a NaN fails.
  expect(differences.filter((difference) => !(difference <= tolerance))).toEqual([]);
}

/** What a case's demonstrations and query become in the engine. */
async function read(model: LoadedModel, golden: Case) {
  const { codec, manifest, distiller, prefixes, target } = model;
  const fitted = fitDemonstrations(codec, manifest.limits, golden.demonstrations);
  const ids = fitted.kept.flatMap((one) => one.ids);
  const vectors = await distil(distiller, fitted.kept);
  const before: Record<(typeof armNames)[number], Prefix> = {
    zeroShot: target.empty,
    fullIcl: await prefixes.ofTokens(ids),
    distilled: await prefixes.ofVectors(vectors),
  };
  const options = golden.options ? encodeOptions(codec, manifest.limits, golden.options) : [];
  const query = fitQuery(codec, manifest.limits, golden.input, {
    contextTokens: target.contextTokens,
    prefix: Math.max(...armNames.map((arm) => before[arm].length)),
    answer: Math.max(1, ...options.map((option) => option.length)),
  });
  return { fitted, ids, vectors, before, options, query };
}

describe.each(tinyModels)(`fp32 on ${provider} equals PyTorch: %s`, (name) => {
  const golden = goldenOf(name);
  let model: LoadedModel;
  beforeAll(async () => {
    model = await loadModel(tinyFolder(name), 'fp32', options, () => undefined);
  });
  // Undefined where it could not be loaded.
  afterAll(() => (model as LoadedModel | undefined)?.dispose());

  it('is the model the golden data were made with, and runs where it should', () => {
    expect(model.provider).toBe(provider);
    expect(model.manifest.target.hash).toBe(golden.targetHash);
    expect(model.manifest.distiller.hash).toBe(golden.distillerHash);
  });

  describe.each(golden.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    it('reads the same tokens', async () => {
      const { fitted, ids, options, query } = await read(model, one);
      expect(ids).toEqual(one.tokens.demonstrations.flatMap((part) => [...part.input, ...part.output]));
      expect(fitted.report).toEqual(one.report);
      expect(placeholderPositions(model.distiller.anchors, fitted.kept, model.distiller.count)).toEqual(
        one.tokens.placeholderPositions,
      );
      expect(query.ids).toEqual(one.tokens.query);
      expect(query.cut).toBe(one.queryCut);
      expect(options).toEqual(one.tokens.options ?? []);
    });

    it('distils the same vectors', async () => {
      const { vectors } = await read(model, one);
      expectClose(vectors.data, one.vectors.flat(), golden.tolerance);
    });

    it('answers the same over every prefix', async () => {
      const { before, options, query } = await read(model, one);
      for (const arm of armNames) {
        const expected = one.arms[arm];
        expect(before[arm].length).toBe(expected.prefixTokens);
        const { next, optionLogProbs } = await model.target.score(before[arm], query.ids, options);
        expectClose(next, expected.nextLogits, golden.tolerance);
        const { scores, probabilities } = expected as { scores?: number[]; probabilities?: number[] };
        if (!scores || !probabilities || !one.options) continue;
        const ranked = rankOptions(optionLogProbs);
        expectClose(ranked.scores, scores, golden.tolerance);
        expectClose(ranked.probabilities, probabilities, golden.tolerance);
        expect(one.options[ranked.best]).toBe((expected as { prediction?: string }).prediction);
      }
    });

    it('is as faithful', async () => {
      const { before, query } = await read(model, one);
      const full = await model.target.score(before.fullIcl, query.ids, []);
      const distilled = await model.target.score(before.distilled, query.ids, []);
      const { kl, top1Agreement } = fidelity(full.next, distilled.next);
      expectClose([kl], [one.fidelity.kl], golden.tolerance);
      expect(top1Agreement).toBe(one.fidelity.top1Agreement);
    });

    it('generates the same tokens', async () => {
      const { before, query } = await read(model, one);
      for (const arm of armNames) {
        const { maxTokens, ids } = one.arms[arm].generation;
        const generated = await generate(model.target, before[arm], query.ids, model.codec, { maxTokens });
        expect(generated.ids).toEqual(ids);
      }
    });
  });
});

const quantized = await Promise.all(
  tinyModels.map(async (name) => ({ name, manifest: await readManifest(tinyFolder(name)) })),
).then((models) => models.filter(({ manifest }) => manifest.dtypes.int8));

// int8 graphs are made for the CPU: on a GPU most of their operations would run there all the same.
describe.skipIf(provider !== 'cpu')('int8 is close to PyTorch', () => {
  it('is there for every family', () => {
    expect(new Set(quantized.map(({ manifest }) => manifest.family))).toEqual(new Set(['gpt2', 't5']));
  });

  it.each(quantized)('keeps within five times the mean KL that $name reports', async ({ name, manifest }) => {
    const golden = goldenOf(name);
    const model = await loadModel(tinyFolder(name), 'int8', options, () => undefined);
    const kls: Record<(typeof armNames)[number], number[]> = { zeroShot: [], fullIcl: [], distilled: [] };
    for (const one of golden.cases) {
      const { before, query } = await read(model, one);
      for (const arm of armNames) {
        const { next } = await model.target.score(before[arm], query.ids, []);
        kls[arm].push(fidelity(Float32Array.from(one.arms[arm].nextLogits), next).kl);
      }
    }
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const { klTarget, klDistilled } = manifest.quality?.['int8'] as Record<string, number>;
    expect(mean(kls.fullIcl)).toBeLessThan(5 * klTarget!);
    expect(mean(kls.zeroShot)).toBeLessThan(5 * klTarget!);
    expect(mean(kls.distilled)).toBeLessThan(5 * klDistilled!);
    await model.dispose();
  });
});
