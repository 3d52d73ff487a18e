import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { tinyFolder, tinyModels } from '../../models/testing/tinyModel';
import type { DemonstrationSurvival, ProgressReport } from '../methods';
import { createOperations } from '../operations';

const demonstrations = [
  { input: 'the soup', output: 'good' },
  { input: 'the seats', output: 'bad' },
  { input: 'a book', output: 'good' },
  { input: 'a film', output: 'bad' },
  { input: 'the soup', output: 'good' },
];

describe.each(tinyModels)('with %s', (name) => {
  const model = { folder: tinyFolder(name), dtype: 'fp32' } as const;
  const runs: string[] = [];
  const engine = createOperations({ providers: ['cpu'], threads: 1, onRun: (graph) => runs.push(graph) });
  afterAll(() => engine.dispose());
  beforeEach(() => {
    runs.length = 0;
  });

  it('tells of every demonstration, in order, each as soon as it is known', async () => {
    const reports: ProgressReport[] = [];
    const result = await engine.survival({ model, demonstrations }, { progress: (one) => reports.push(one) });
    expect(result.each.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    const partial = reports.flatMap((report) => (report.partial ? [report.partial] : []));
    const byIndex = (partial as DemonstrationSurvival[]).sort((a, b) => a.index - b.index);
    expect(byIndex).toEqual(result.each);
    const fractions = reports.flatMap(({ fraction }) => fraction ?? []);
    expect(fractions.at(-1)).toBe(1);
    expect(result).toMatchObject({ vectors: 8, pinnedTokens: 0 });
    for (const one of result.each) expect(one.effect).toEqual(expect.any(Number));
    // Leaving out a repeat leaves out the other too.
    expect(result.each[4]).toEqual({ ...result.each[0], index: 4 });
  });

  it('distils all, and again without each that has an effect, and no more', async () => {
    const fresh = createOperations({ providers: ['cpu'], threads: 1, onRun: (graph) => runs.push(graph) });
    await fresh.load({ model });
    runs.length = 0;
    const { each } = await fresh.survival({ model, demonstrations });
    await fresh.dispose();
    const carried = new Set(each.filter((one) => one.carried !== undefined).map(({ effect }) => effect));
    expect(runs.filter((graph) => graph === 'distiller')).toHaveLength(1 + carried.size);
  });

  it('is lost where it does not fit, and where it is read only in part', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({
      input: `thing ${index} of many that are here`,
      output: index % 2 ? 'yes' : 'no',
    }));
    const { each } = await engine.survival({ model, demonstrations: many });
    const { each: tokens } = await engine.countTokens({ model, demonstrations: many });
    const fates = tokens.map(({ fate }) => fate);
    expect(fates).toContain('dropped');
    expect(each).toHaveLength(12);
    each.forEach((one, index) => {
      const fate = fates[index];
      if (fate !== 'whole') expect(one).toMatchObject({ verdict: 'lost', reason: fate });
      if (fate === 'dropped') expect(one.effect).toBeUndefined();
    });
  });

  it('says that a pinned one is text, and measures the others beside it', async () => {
    const { each, pinnedTokens } = await engine.survival({ model, demonstrations, vectors: 4, pinned: [1] });
    expect(each[1]).toEqual({ index: 1, verdict: 'text' });
    expect(each.filter(({ verdict }) => verdict === 'text')).toHaveLength(1);
    const { each: tokens } = await engine.countTokens({ model, demonstrations });
    expect(pinnedTokens).toBe(tokens[1]?.tokens);
  });

  it('measures a single demonstration against none', async () => {
    const { each } = await engine.survival({ model, demonstrations: demonstrations.slice(0, 1) });
    expect(each).toHaveLength(1);
    expect(each[0]?.effect).toEqual(expect.any(Number));
  });

  it('asks the queries that are given, labelled or not, of those that both ways read', async () => {
    const queries = [{ input: 'the soup' }, { input: 'a chair', output: 'bad', options: ['good', 'bad'] }];
    const { each } = await engine.survival({ model, demonstrations, queries });
    expect(each.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    for (const one of each) {
      expect(one.probes).toBe('queries');
      expect(one.effect).toBeGreaterThanOrEqual(0);
    }
    expect(each).not.toEqual((await engine.survival({ model, demonstrations })).each);
  });

  it('refuses queries that ask nothing', async () => {
    await expect(engine.survival({ model, demonstrations, queries: [] })).rejects.toThrow(/no queries/);
    await expect(
      engine.survival({ model, demonstrations, queries: [{ input: 'a' }, { input: ' ' }] }),
    ).rejects.toThrow(/^Query 2 is empty/);
  });

  it('stops when it is cancelled in the middle', async () => {
    const controller = new AbortController();
    const progress = ({ fraction = 0 }: ProgressReport) => {
      if (fraction > 0.2) controller.abort();
    };
    await expect(
      engine.survival({ model, demonstrations }, { signal: controller.signal, progress }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses what cannot be compressed', async () => {
    await expect(engine.survival({ model, demonstrations: [] })).rejects.toMatchObject({
      code: 'noDemonstrations',
    });
    await expect(engine.survival({ model, demonstrations, vectors: 99 })).rejects.toThrow(/1 to 8 vectors/);
  });
});
