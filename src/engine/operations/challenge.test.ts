import { afterAll, describe, expect, it } from 'vitest';
import { challengeArms } from '../../mend/challenge/arms';
import { tinyFolder, tinyModels } from '../../models/testing/tinyModel';
import type { ProgressReport } from '../methods';
import { createOperations } from '../operations';

const demonstrations = [
  { input: 'The soup was warm.', output: 'positive' },
  { input: 'The seats were dirty.', output: 'negative' },
  { input: 'A good book!', output: 'positive' },
  { input: 'It broke.', output: 'negative' },
];
const queries = [
  { input: 'A warm seat.', output: 'positive' },
  { input: 'A dirty book.', output: 'negative' },
  { input: 'It broke.', output: 'negative' },
  { input: 'Good soup!', output: 'positive' },
  { input: 'The soup was dirty.', output: 'negative' },
];

describe.each(tinyModels)('challenge with %s', (name) => {
  const model = { folder: tinyFolder(name), dtype: 'fp32' } as const;
  const engine = createOperations({ providers: ['cpu'], threads: 1 });
  afterAll(() => engine.dispose());

  it('answers with every arm under every seed, and says on what', async () => {
    const reports: ProgressReport[] = [];
    const result = await engine.challenge(
      { model, demonstrations, queries, vectors: 4 },
      { progress: (report) => reports.push(report) },
    );
    expect(result).toMatchObject({ model: name, dtype: 'fp32', provider: 'cpu', split: false, repeated: 1 });
    expect(result.seeds.map(({ seed }) => seed)).toEqual([13, 21, 42, 87, 100]);
    for (const { arms, answers } of result.seeds) {
      expect(answers).toEqual(queries.map(({ output }) => output));
      for (const arm of challengeArms) {
        expect(arms[arm].predictions).toHaveLength(queries.length);
        for (const one of arms[arm].predictions) expect(['positive', 'negative']).toContain(one);
        if (arm !== 'full ICL') expect(arms[arm].prefixTokens).toBeLessThanOrEqual(4);
      }
      expect(arms['compressed text'].prefixTokens).toBe(4);
      expect(arms['zero-shot'].prefixTokens).toBe(0);
    }
    expect(reports.at(-1)).toMatchObject({ message: 'Answering with every arm', fraction: 1 });
    expect(await engine.challenge({ model, demonstrations, queries, vectors: 4 })).toEqual(result);
  });

  it('answers zero-shot, with full ICL and distilled as evaluate does', async () => {
    const { seeds } = await engine.challenge({ model, demonstrations, queries });
    const { arms } = await engine.evaluate({ model, demonstrations, queries });
    const share = (predictions: readonly string[]): number =>
      predictions.filter((one, index) => one === queries[index]?.output).length / queries.length;
    // Zero-shot does not depend on the order.
    for (const seed of seeds)
      expect(share(seed.arms['zero-shot'].predictions)).toBeCloseTo(arms.zeroShot.accuracy);
    // One demonstration has one order.
    const single = demonstrations.slice(0, 1).map((one) => ({ ...one, options: ['positive', 'negative'] }));
    const once = await engine.evaluate({ model, demonstrations: single, queries });
    const challenged = await engine.challenge({ model, demonstrations: single, queries });
    for (const seed of challenged.seeds) {
      expect(share(seed.arms['full ICL'].predictions)).toBeCloseTo(once.arms.fullIcl.accuracy);
      expect(share(seed.arms.distilled.predictions)).toBeCloseTo(once.arms.distilled.accuracy);
      expect(share(seed.arms['fewer shots'].predictions)).toBeCloseTo(once.arms.fewerShot.accuracy);
    }
  });

  it('can be cancelled while it answers', async () => {
    const controller = new AbortController();
    const running = engine.challenge(
      { model, demonstrations, queries },
      { signal: controller.signal, progress: ({ fraction = 0 }) => fraction > 0.3 && controller.abort() },
    );
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['no demonstrations', { demonstrations: [], queries }, 'noDemonstrations', /There are no demonstrations/],
    ['too few queries', { demonstrations, queries: queries.slice(1) }, 'badInput', /There are 4 labelled/],
    ['too few rows to split', { demonstrations }, 'badInput', /Half of 4 demonstrations leaves 2/],
    [
      'one class only',
      { demonstrations, queries: queries.map(({ input }) => ({ input, output: 'positive' })) },
      'badInput',
      /All queries have the same answer/,
    ],
    [
      'no options',
      { demonstrations: [{ input: 'a', output: 'b' }], queries },
      'badOptions',
      /Query 1 has no options/,
    ],
  ])('refuses %s', async (_, given, code, message) => {
    await expect(engine.challenge({ model, ...given })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});
