import { describe, expect, it } from 'vitest';
import { answerQueries } from './answerQueries';
import { characters, fakeLm } from './testing/fakeLm';

const limits = { demonstrationTokens: 20, exampleTokens: 10 };
const code = (character: string): number => character.codePointAt(0) ?? 0;

/** Prefers the letter read most often; after an answer's first letter, the end. */
const echo = () =>
  fakeLm((read) => {
    const counts = new Array<number>(128).fill(0);
    for (const id of read) counts[id] = (counts[id] ?? 0) + 1;
    if (read.at(-1) !== code(':')) counts[code('.')] = 100;
    return counts;
  });

async function prefixesFor(lm: ReturnType<typeof echo>) {
  const read = (text: string) => lm.prefillTokens(characters.tokenizer.encode(text));
  return {
    zeroShot: lm.empty,
    fullIcl: await read('xxxyy'),
    fewerShot: await read('yy'),
    distilled: await read('xx'),
  };
}

describe('answerQueries', () => {
  it('gives each arm its prediction with the probability, and the fidelity', async () => {
    const lm = echo();
    const queries = [{ input: 'q', options: ['x ', 'y'] }];
    const task = { prefixes: await prefixesFor(lm), queries, commonOptions: undefined };
    const [row] = await answerQueries(lm, characters, limits, task);
    const share = (x: number, y: number) => Math.exp(x) / (Math.exp(x) + Math.exp(y));
    expect(row?.arms.fullIcl).toEqual({
      prediction: 'x',
      probability: expect.closeTo(share(3, 2), 6) as number,
    });
    expect(row?.arms.distilled).toEqual({
      prediction: 'x',
      probability: expect.closeTo(share(2, 0), 6) as number,
    });
    expect(row?.arms.fewerShot.prediction).toBe('y');
    expect(row?.arms.zeroShot).toEqual({ prediction: 'x', probability: expect.closeTo(0.5, 6) as number });
    expect(row?.fidelity.top1Agreement).toBe(1);
    expect(row?.fidelity.kl).toBeGreaterThan(0);
    expect(row?.queryCut).toBe(false);
  });

  it('takes the common options where a query has none, and generates where there are none at all', async () => {
    const lm = echo();
    const prefixes = await prefixesFor(lm);
    const queries = [{ input: 'q' }, { input: 'q', options: ['y', 'z'] }];
    const chosen = await answerQueries(lm, characters, limits, {
      prefixes,
      queries,
      commonOptions: ['z', 'y'],
    });
    expect(chosen.map(({ arms }) => arms.fewerShot.prediction)).toEqual(['y', 'y']);
    const free = await answerQueries(lm, characters, limits, { prefixes, queries, commonOptions: undefined });
    expect(free[0]?.arms.fewerShot).toEqual({ prediction: 'y' });
    expect(free[0]?.arms.distilled).toEqual({ prediction: 'x' });
    expect(free[1]?.arms.fewerShot.probability).toBeGreaterThan(0.5);
  });

  it('gives a query the same answers whatever is asked beside it', async () => {
    const lm = echo();
    const prefixes = await prefixesFor(lm);
    const queries = ['q', 'yyyyyyyyyyyyyyyyy', 'xq'].map((input) => ({ input }));
    const ask = (some: typeof queries) =>
      answerQueries(lm, characters, limits, { prefixes, queries: some, commonOptions: ['x', 'y'] });
    const together = await ask(queries);
    const alone = (await Promise.all(queries.map((query) => ask([query])))).flat();
    expect(together).toEqual(alone);
    expect(together.map(({ queryCut }) => queryCut)).toEqual([false, true, false]);
  });

  it('refuses bad options before anything is run', async () => {
    const lm = echo();
    const prefixes = await prefixesFor(lm);
    const runs = lm.runs.length;
    const queries = [{ input: 'q' }, { input: 'q', options: ['x', 'x'] }];
    const asked = answerQueries(lm, characters, limits, { prefixes, queries, commonOptions: ['x', 'y'] });
    await expect(asked).rejects.toMatchObject({ code: 'badOptions' });
    expect(lm.runs).toHaveLength(runs);
  });

  it('stops between runs when cancelled', async () => {
    const lm = echo();
    const prefixes = await prefixesFor(lm);
    const controller = new AbortController();
    const queries = [{ input: 'q' }, { input: 'r' }];
    const task = { prefixes, queries, commonOptions: ['y', 'x'] };
    const running = answerQueries(lm, characters, limits, task, () => controller.abort(), controller.signal);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(lm.runs.filter((run) => run === 'score')).toHaveLength(4);
  });
});
