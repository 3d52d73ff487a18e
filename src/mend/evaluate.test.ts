import { describe, expect, it } from 'vitest';
import { distil } from './distil';
import type { Distiller } from './targetLm';
import { evaluate } from './evaluate';
import { characters, fakeLm } from './testing/fakeLm';

const limits = { demonstrationTokens: 20, exampleTokens: 10 };
const code = (character: string): number => character.codePointAt(0) ?? 0;
/** Prefers the letter read most often in the prefix: the logit of a token is how often it was read. */
const echo = () =>
  fakeLm((read) => {
    const counts = new Array<number>(128).fill(0);
    for (const id of read) counts[id] = (counts[id] ?? 0) + 1;
    return counts;
  });

async function prefixesFor(lm: ReturnType<typeof echo>) {
  const read = (text: string) => lm.prefillTokens(characters.tokenizer.encode(text));
  return {
    zeroShot: lm.empty,
    fullIcl: await read('xxxyy'),
    fewerShot: await read('y'),
    distilled: await read('xx'),
  };
}

describe('evaluate', () => {
  const queries = [
    { input: 'q', output: 'x' },
    { input: 'q', output: 'x' },
    { input: 'q', output: 'y' },
    { input: 'y', output: 'y', options: ['z', 'y'] },
  ];

  it('answers every query with every arm over its prefix', async () => {
    const lm = echo();
    const answered: number[] = [];
    const task = { prefixes: await prefixesFor(lm), queries, commonOptions: ['y', 'x'] };
    const result = await evaluate(lm, characters, limits, task, (count) => answered.push(count));
    expect(result.n).toBe(4);
    expect(answered).toEqual([1, 2, 3, 4]);
    // zeroShot: ties go to the first option y; y, y, y, y. fullIcl and distilled: x, x, x, y. fewerShot: y, y, y, y.
    expect(result.arms.zeroShot).toEqual({ accuracy: 0.5, macroF1: (2 * 2) / 6 / 2, prefixTokens: 0 });
    expect(result.arms.fullIcl).toEqual({ accuracy: 0.75, macroF1: (4 / 5 + 2 / 3) / 2, prefixTokens: 5 });
    expect(result.arms.distilled).toEqual({ ...result.arms.fullIcl, prefixTokens: 2 });
    expect(result.arms.fewerShot).toEqual({ ...result.arms.zeroShot, prefixTokens: 1 });
    expect(result.fidelity.kl).toBeGreaterThan(0);
    // Top token: x in both for `q:`; for the last, `y:`, x (3 against 3, the first of equals) and x.
    expect(result.fidelity.top1Agreement).toBe(1);
  });

  it('refuses a query whose answer is not among its options, naming it, before anything is run', async () => {
    const lm = echo();
    const prefixes = await prefixesFor(lm);
    const runs = lm.runs.length;
    const task = { prefixes, queries: [...queries, { input: 'q', output: 'w' }], commonOptions: ['y', 'x'] };
    await expect(evaluate(lm, characters, limits, task)).rejects.toMatchObject({
      code: 'badOptions',
      message: expect.stringContaining('query 5, “w”') as string,
    });
    expect(lm.runs).toHaveLength(runs);
  });

  it('refuses a query without options where the demonstrations have none in common', async () => {
    const lm = echo();
    const task = {
      prefixes: await prefixesFor(lm),
      queries: [...queries].reverse(),
      commonOptions: undefined,
    };
    await expect(evaluate(lm, characters, limits, task)).rejects.toMatchObject({
      code: 'badOptions',
      message: expect.stringContaining('Query 2 has no options') as string,
    });
  });

  it('refuses no queries', async () => {
    const lm = echo();
    const task = { prefixes: await prefixesFor(lm), queries: [], commonOptions: ['y', 'x'] };
    await expect(evaluate(lm, characters, limits, task)).rejects.toMatchObject({ code: 'badInput' });
  });

  it('stops between runs when cancelled', async () => {
    const lm = echo();
    const prefixes = await prefixesFor(lm);
    const controller = new AbortController();
    const task = { prefixes, queries, commonOptions: ['y', 'x'] };
    const running = evaluate(lm, characters, limits, task, () => controller.abort(), controller.signal);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(lm.runs.filter((run) => run === 'score')).toHaveLength(4);
  });

  it('gives all arms the same tokens of a query, cut for the longest prefix', async () => {
    const seen: number[] = [];
    const lm = fakeLm((read) => (seen.push(read.filter((id) => id === code('q')).length), [0, 1]), 12);
    const prefixes = await prefixesFor(lm);
    const task = { prefixes, queries: [{ input: 'qqqqqqqq', output: 'a' }], commonOptions: ['a', 'b'] };
    await evaluate(lm, characters, limits, task);
    // 12 - 5 of the full demonstrations - 1 for the option - 1 = 5 tokens: four q and the suffix.
    expect(new Set(seen)).toEqual(new Set([4]));
  });
});

describe('distil', () => {
  const asked: (readonly number[])[] = [];
  const distiller: Distiller = {
    count: 3,
    width: 2,
    anchors: 'answers',
    run: async (ids, positions) => (asked.push(ids, positions), Float32Array.of(1, 2, 3, 4, 5, 6)),
  };
  const kept = [
    { ids: [1, 2, 3], answerTokens: 1, whole: true },
    { ids: [4, 5, 6], answerTokens: 2, whole: false },
  ];

  it('gives all vectors, or the first ones', async () => {
    expect(await distil(distiller, kept)).toEqual({
      data: Float32Array.of(1, 2, 3, 4, 5, 6),
      count: 3,
      width: 2,
      reused: 0,
    });
    expect(await distil(distiller, kept, 2)).toEqual({
      data: Float32Array.of(1, 2, 3, 4),
      count: 2,
      width: 2,
      reused: 0,
    });
  });

  it('runs over all tokens, with the placeholders at the answers', async () => {
    asked.length = 0;
    await distil(distiller, kept);
    expect(asked).toEqual([
      [1, 2, 3, 4, 5, 6],
      [2, 4, 5],
    ]);
  });

  it.each([0, 4, 1.5])('refuses %d vectors', async (count) => {
    await expect(distil(distiller, kept, count)).rejects.toMatchObject({ code: 'badInput' });
  });

  it('refuses values that are not finite', async () => {
    const broken = { ...distiller, run: async () => Float32Array.of(1, 2, Number.NaN, 4, 5, 6) };
    await expect(distil(broken, kept)).rejects.toMatchObject({ code: 'badModel' });
  });
});
