import { describe, expect, it } from 'vitest';
import { challengeArms } from './arms';
import { challengeSeeds } from './draw';
import { frontsOf } from './fronts';
import { runChallenge } from './run';
import { lookUpBench, rows } from './testing/lookUp';

const share = (seed: Awaited<ReturnType<typeof runChallenge>>[number], arm: (typeof challengeArms)[number]) =>
  seed.arms[arm].predictions.filter((one, index) => one === seed.answers[index]).length / seed.answers.length;

describe('runChallenge', () => {
  it('answers with every arm under every seed, all from the same queries', async () => {
    const shares: number[] = [];
    const bench = lookUpBench();
    const seeds = await runChallenge(bench, { demonstrations: rows, queries: rows }, (done) =>
      shares.push(done),
    );
    expect(seeds.map(({ seed }) => seed)).toEqual(challengeSeeds);
    for (const seed of seeds) {
      expect(seed).toMatchObject({ demonstrations: 12, queries: [...rows.keys()] });
      expect(share(seed, 'zero-shot')).toBe(0.5);
      expect(share(seed, 'full ICL')).toBe(1);
      // The most alike is the letter itself; two rows fit.
      expect(share(seed, 'nearest shots')).toBe(1);
      // All that is n, and a and c, which the vectors say.
      expect(share(seed, 'distilled')).toBe(8 / 12);
      expect(share(seed, 'fewer shots')).toBeLessThan(1);
      expect(challengeArms.map((arm) => seed.arms[arm].prefixTokens)).toEqual([0, 48, 8, 8, 8, 8, 8, 8, 8]);
    }
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([shares.length, shares.at(-1)]).toEqual([challengeSeeds.length * challengeArms.length, 1]);
    expect(bench.held()).toBe(0);
  });

  it('draws other rows for each seed, and the same ones again', async () => {
    const task = { demonstrations: rows, queries: rows };
    const seeds = await runChallenge(lookUpBench(), task);
    for (const arm of ['fewer shots', 'random shots'] as const)
      expect(new Set(seeds.map(({ arms }) => arms[arm].predictions.join(''))).size).toBeGreaterThan(1);
    expect(await runChallenge(lookUpBench(), task)).toEqual(seeds);
  });

  it('asks half of the rows where there are no queries', async () => {
    const seeds = await runChallenge(lookUpBench(), { demonstrations: rows });
    for (const seed of seeds) {
      expect(seed).toMatchObject({ demonstrations: 6 });
      expect(seed.queries).toHaveLength(6);
      expect(seed.answers).toEqual(seed.queries.map((place) => rows[place]?.output));
    }
  });

  it('takes as many vectors as are wanted, and gives its rivals no more', async () => {
    const [seed] = await runChallenge(lookUpBench(), { demonstrations: rows, queries: rows, vectors: 4 });
    expect(challengeArms.map((arm) => seed?.arms[arm].prefixTokens)).toEqual([0, 48, 4, 4, 4, 4, 4, 4, 4]);
  });

  it('takes the options of a query before those that the demonstrations have in common', async () => {
    const queries = rows.map((row) => ({ ...row, options: ['q', row.output] }));
    const [seed] = await runChallenge(lookUpBench(), { demonstrations: rows, queries });
    // Equally likely, so the first; only full ICL says p where it stands.
    expect(seed?.arms['zero-shot'].predictions).toEqual(
      rows.map(({ output }) => (output === 'p' ? 'q' : 'n')),
    );
    expect(seed?.arms['full ICL'].predictions).toEqual(rows.map(({ output }) => output));
  });

  it.each([
    [
      'queries without options',
      rows.map(({ input }) => ({ input, output: input })),
      undefined,
      'badOptions',
      /^Query 1 has no options/,
    ],
    [
      'an answer outside of them',
      rows,
      [...rows.slice(1), { input: 'x', output: 'z' }],
      'badOptions',
      /^The answer of query 12, “z”/,
    ],
    ['too few queries', rows, rows.slice(0, 4), 'badInput', /^There are 4 labelled queries/],
    [
      'one class only',
      rows,
      rows.filter(({ output }) => output === 'p'),
      'badInput',
      /^All queries have the same answer, “p”/,
    ],
    ['no queries', rows, [], 'badInput', /^There are 0 labelled queries/],
  ])('refuses %s before it runs anything', async (_, demonstrations, queries, code, message) => {
    const bench = lookUpBench();
    const running = runChallenge(bench, { demonstrations, ...(queries && { queries }) });
    await expect(running).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(bench.runs).toEqual([]);
  });

  it('stops between two runs when it is cancelled, and gives back what it holds', async () => {
    const controller = new AbortController();
    const bench = lookUpBench();
    let told = 0;
    const cancelLater = (): void => {
      told += 1;
      if (told === 12) controller.abort();
    };
    const task = { demonstrations: rows, queries: rows };
    await expect(runChallenge(bench, task, cancelLater, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(told).toBe(12);
    expect(bench.held()).toBe(0);
  });
});

describe('frontsOf', () => {
  it('puts the row most like the query next to it, and the next one that fits before', async () => {
    const bench = lookUpBench();
    const drawn = {
      demonstrations: rows,
      queries: rows.slice(0, 1).map((example, place) => ({ place, example })),
    };
    const { of, room } = await frontsOf(bench, drawn, 13, undefined);
    expect(room).toBe(8);
    const front = of['nearest shots'](0);
    expect('tokens' in front && bench.codec.tokenizer.decode(front.tokens)).toBe('b:n.a:p.');
  });
});
