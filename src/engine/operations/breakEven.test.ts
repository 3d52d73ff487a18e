import { afterAll, describe, expect, it } from 'vitest';
import { tinyFolder, tinyModels } from '../../models/testing/tinyModel';
import type { ProgressReport } from '../methods';
import { createOperations } from '../operations';

const options = ['positive', 'negative'];
const demonstrations = [
  { input: 'The soup was warm.', output: 'positive', options },
  { input: 'The seats were dirty.', output: 'negative', options },
  { input: 'A good book!', output: 'positive', options },
];

describe.each(tinyModels)('breakEven with %s', (name) => {
  const model = { folder: tinyFolder(name), dtype: 'fp32' } as const;
  const runs: string[] = [];
  const engine = createOperations({ providers: ['cpu'], threads: 1, onRun: (graph) => runs.push(graph) });
  afterAll(() => engine.dispose());

  it('measures every way side by side, and says on what', async () => {
    const reports: ProgressReport[] = [];
    // Loading warms up.
    await engine.load({ model });
    runs.length = 0;
    const result = await engine.breakEven(
      { model, demonstrations, vectors: 4 },
      { progress: (report) => reports.push(report) },
    );
    expect(result).toMatchObject({ model: name, dtype: 'fp32', provider: 'cpu', vectors: 4, options: 2 });
    expect(result.machine).toContain(process.arch);
    const { zeroShot, fullIcl, exactKv, distilled } = result.costs;
    for (const way of [zeroShot, fullIcl, exactKv, distilled]) {
      expect(way.answer).toHaveLength(result.rounds);
      expect(Math.min(...way.answer)).toBeGreaterThan(0);
      expect(Math.min(...way.first)).toBeGreaterThan(0);
      expect(way.edit).toHaveLength(result.rounds);
    }
    expect([zeroShot, fullIcl].map(({ keptBytes }) => keptBytes)).toEqual([0, 0]);
    expect(exactKv.prefixTokens).toBe(result.tokens);
    expect(distilled.prefixTokens).toBe(4);
    expect(distilled.keptBytes).toBeGreaterThan(0);
    expect(distilled.keptBytes).toBeLessThan(exactKv.keptBytes);
    // One to count the vectors; one that is not counted and one a round, each and after an edit: nothing is taken from what the engine keeps.
    expect(runs.filter((graph) => graph === 'distiller')).toHaveLength(1 + 2 * (1 + result.rounds));
    const fractions = reports.flatMap(({ message, fraction }) =>
      message === 'Measuring what each way costs' ? [fraction ?? -1] : [],
    );
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect([fractions[0], fractions.at(-1)]).toEqual([0, 1]);
  });

  it('can be cancelled while it measures', async () => {
    const controller = new AbortController();
    const measuring = engine.breakEven(
      { model, demonstrations },
      { signal: controller.signal, progress: ({ fraction = 0 }) => fraction > 0 && controller.abort() },
    );
    await expect(measuring).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['no demonstrations', [], 'noDemonstrations', /There are no demonstrations/],
    ['no inputs', [{ input: '', output: 'a' }], 'badInput', /Every demonstration has an empty input/],
  ])('refuses %s', async (_, given, code, message) => {
    await expect(engine.breakEven({ model, demonstrations: given })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses more vectors than the model makes', async () => {
    await expect(engine.breakEven({ model, demonstrations, vectors: 99 })).rejects.toMatchObject({
      code: 'badInput',
      message: expect.stringContaining('not 99') as string,
    });
  });
});
