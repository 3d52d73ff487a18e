import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tinyFolder, tinyModels } from '../../models/testing/tinyModel';
import { createOperations } from '../operations';

const options = ['positive', 'negative'];
const demonstrations = [
  { input: 'The soup was warm.', output: 'positive', options },
  { input: 'The seats were dirty.', output: 'negative', options },
  { input: 'A good book!', output: 'positive', options },
];
const queries = [
  { input: 'The bread was fresh', options },
  { input: 'Nobody liked it' },
  { input: 'Fine', options: ['good', 'bad', 'fine'] },
];
const runs: string[] = [];
const engine = createOperations({ providers: ['cpu'], threads: 1, onRun: (graph) => runs.push(graph) });
beforeEach(() => {
  runs.length = 0;
});
afterAll(() => engine.dispose());

describe.each(tinyModels)('answerQueries with %s', (name) => {
  const model = { folder: tinyFolder(name), dtype: 'fp32' } as const;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mend-answers-'));
    file = join(folder, 'reviews.mend.safetensors');
    await engine.compress({ model, demonstrations, file });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('agrees with predict, row by row, over the vectors of a file or distilled now', async () => {
    const { rows, prefixTokens } = await engine.answerQueries({ model, demonstrations, queries, file });
    expect(rows).toHaveLength(3);
    for (const [index, { input, options: own = options }] of queries.entries()) {
      const single = await engine.predict({ model, file, input, options: own, demonstrations });
      for (const arm of ['zeroShot', 'fullIcl', 'fewerShot', 'distilled'] as const) {
        const { prediction, probabilities, prefixTokens: tokens } = single.arms[arm]!;
        const { arms } = rows[index]!;
        expect(arms[arm].prediction).toBe(prediction);
        expect(arms[arm].probability).toBeCloseTo(Math.max(...probabilities!), 6);
        expect(prefixTokens[arm]).toBe(tokens);
      }
      expect(rows[index]!.fidelity.kl).toBeCloseTo(single.fidelity!.kl, 6);
    }
    expect((await engine.answerQueries({ model, demonstrations, queries })).rows).toEqual(rows);
  });

  it('distils and reads once for pages in a row', async () => {
    const some = demonstrations.slice(0, 2);
    const answer = (vectors?: number) =>
      engine.answerQueries({
        model,
        demonstrations: some,
        queries: queries.slice(0, 1),
        ...(vectors && { vectors }),
      });
    await answer();
    const first = runs.length;
    await answer();
    expect(runs.filter((graph) => graph === 'distiller')).toHaveLength(1);
    expect(runs.length - first).toBeLessThan(first);
    expect((await answer(3)).prefixTokens.distilled).toBe(3);
    // The tokens are the same, so that a GPT-2 has all vectors.
    expect(runs.filter((graph) => graph === 'distiller')).toHaveLength(name === 'tiny-gpt2' ? 1 : 2);
  });

  it('generates text where there are no options', async () => {
    const open = demonstrations.map(({ input }, index) => ({ input, output: `answer ${index}` }));
    const generation = { maxTokens: 3 };
    const asked = { model, demonstrations: open, queries: [{ input: 'Why?' }], generation };
    const [row] = (await engine.answerQueries(asked)).rows;
    expect(row?.arms.distilled.probability).toBeUndefined();
    expect(row?.fidelity.kl).toBeGreaterThanOrEqual(0);
  });

  it('refuses an empty query', async () => {
    const asked = engine.answerQueries({ model, demonstrations, queries: [...queries, { input: ' ' }] });
    await expect(asked).rejects.toMatchObject({
      code: 'badInput',
      message: expect.stringMatching(/Query 4 is empty/) as string,
    });
  });
});

describe('summarize', () => {
  it('needs no model', async () => {
    const same = ['a', 'b'];
    const predictions = { zeroShot: ['b', 'b'], fullIcl: same, fewerShot: same, distilled: same };
    const fidelity = [
      { kl: 0, top1Agreement: 1 },
      { kl: 1, top1Agreement: 1 },
    ];
    const summary = await engine.summarize({ expected: ['a', 'b'], predictions, fidelity });
    expect(summary).toMatchObject({ n: 2, agreement: { zeroShot: 0.5 }, fidelity: { kl: 0.5 } });
    expect(summary.labelled?.against.zeroShot).toMatchObject({ onlyDistilledRight: 1, p: 1 });
    expect(runs).toEqual([]);
  });
});
