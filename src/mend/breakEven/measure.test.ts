import { describe, expect, it } from 'vitest';
import type { Demonstration } from '../../demonstrations/types';
import { characters, fakeLm } from '../testing/fakeLm';
import type { Prefix } from '../targetLm';
import type { Bench } from './bench';
import { measureBreakEven } from './measure';
import { breakEvenReport } from './report';

const limits = { demonstrationTokens: 100, exampleTokens: 20 };
const demonstrations: readonly Demonstration[] = [
  { input: 'good', output: 'p' },
  { input: 'bad', output: 'n' },
  { input: 'fine', output: 'p' },
];

/** A bench with a clock that only its work moves: a token that is read takes 1, a run of the distiller 50. */
function bench(): Bench & { readonly log: string[]; readonly released: () => number } {
  let now = 0;
  let released = 0;
  const log: string[] = [];
  const lm = fakeLm(() => [0, 1]);
  const note = <T>(name: string, milliseconds: number, value: T): T => {
    log.push(name);
    now += milliseconds;
    return value;
  };
  return {
    log,
    released: () => released,
    codec: characters,
    limits,
    clock: () => now,
    target: {
      ...lm,
      oneText: false,
      prefillTokens: async (ids) =>
        note('tokens', ids.length, {
          ...(await lm.prefillTokens(ids)),
          bytes: ids.length * 8,
          release: () => (released += 1),
        }),
      prefillVectors: async (vectors) =>
        note('vectors', vectors.count, {
          ...(await lm.prefillVectors(vectors)),
          bytes: vectors.count * 8,
          release: () => (released += 1),
        }),
      score: async (prefix, query, options) =>
        note('score', query.length, await lm.score(prefix, query, options)),
    },
    distiller: {
      count: 4,
      width: 1,
      anchors: 'after',
      run: () => Promise.resolve(note('distil', 50, new Float32Array(4))),
    },
  };
}

describe('measureBreakEven', () => {
  it('measures each way alone: what it reads for an edit, cold, and warm', async () => {
    const measured = await measureBreakEven(bench(), demonstrations, undefined);
    // good:p. + bad:n. + fine:p.
    expect(measured).toMatchObject({ tokens: 7 + 6 + 7, vectors: 4, queryTokens: 5, options: 2, rounds: 21 });
    const { zeroShot, fullIcl, exactKv, distilled } = measured.costs;
    // Queries of 5, 4 and 5 tokens: the median of three in turn is 5.
    expect([zeroShot, fullIcl, exactKv, distilled].map(({ answer }) => answer[0])).toEqual([5, 25, 5, 5]);
    // good:p. + Now bad:n. + fine:p.
    expect([zeroShot, fullIcl, exactKv, distilled].map(({ edit }) => edit[0])).toEqual([0, 0, 24, 54]);
    expect([zeroShot, fullIcl, exactKv, distilled].map(({ first }) => first[0])).toEqual([5, 25, 25, 59]);
    expect([zeroShot, fullIcl, exactKv, distilled].map(({ keptBytes }) => keptBytes)).toEqual([
      0, 0, 160, 32,
    ]);
    expect([zeroShot, fullIcl, exactKv, distilled].map(({ prefixTokens }) => prefixTokens)).toEqual([
      0, 20, 20, 4,
    ]);
  });

  it('reads demonstrations and query in one run for full ICL where that is the same', async () => {
    const apart = bench();
    const { log, ...together } = bench();
    const target = { ...together.target, oneText: true };
    const measured = await measureBreakEven({ ...together, target }, demonstrations, undefined);
    expect(measured.costs).toEqual((await measureBreakEven(apart, demonstrations, undefined)).costs);
    // Exact KV alone reads them by themselves, at first and after an edit.
    expect(log.filter((run) => run === 'tokens')).toHaveLength(2 * (1 + measured.rounds));
  });

  it('takes turns, so that each way runs in each place', async () => {
    const one = bench();
    const measured = await measureBreakEven(one, demonstrations, 2);
    expect(measured.vectors).toBe(2);
    // One to count the vectors; one that is not counted and one a round, each and after an edit.
    expect(one.log.filter((run) => run === 'distil')).toHaveLength(1 + 2 * (1 + measured.rounds));
    const whole = one.log.join(' ');
    // The first counted round ends with the vectors, the second with zero-shot, which the third's exact KV follows.
    const distilled = 'distil vectors score score score score distil vectors';
    const exactKv = 'tokens score score score score tokens';
    expect(whole).toContain(`${distilled} tokens score tokens score`);
    expect(whole).toContain(`score score score score ${exactKv} ${distilled}`);
  });

  it('reads after an edit only what stands behind it, where the models allow it', async () => {
    const one = bench();
    const { target, distiller } = one;
    let now = 0;
    const read = (tokens: number): void => void (now += tokens);
    const prefixOf = (length: number): Promise<Prefix> =>
      target.prefillTokens(new Array<number>(length).fill(1));
    const measured = await measureBreakEven(
      {
        ...one,
        clock: () => now,
        target: {
          ...target,
          prefillTokens: (ids) => (read(ids.length), prefixOf(ids.length)),
          prefillVectors: (vectors) => target.prefillVectors(vectors),
          score: (...all) => target.score(...all),
          cut: (_, length) => ({ length, bytes: 0 }),
          extend: async ({ length }, ids) => {
            read(ids.length);
            return { prefix: await prefixOf(length + ids.length), next: new Float32Array(2) };
          },
        },
        distiller: {
          ...distiller,
          readOn: async (ids, positions, before) => {
            read(ids.length - (before?.tokens ?? 0));
            return { data: await distiller.run(ids, positions), reading: { bytes: 1 } };
          },
        },
      },
      demonstrations,
      undefined,
    );
    // Now bad:n. + fine:p.
    expect(new Set(measured.costs.exactKv.edit)).toEqual(new Set([17]));
    expect(new Set(measured.costs.distilled.edit)).toEqual(new Set([17]));
    expect(measured.costs.distilled.first[0]).toBe(20);
  });

  it('gives back every prefix it made', async () => {
    const one = bench();
    await measureBreakEven(one, demonstrations, undefined);
    expect(one.released()).toBe(one.log.filter((run) => run === 'tokens' || run === 'vectors').length);
  });

  it('ends early on a slow machine, and tells how far it is', async () => {
    const one = bench();
    let now = 0;
    const shares: number[] = [];
    const slow = { ...one, clock: () => (now += 1000) };
    const { rounds } = await measureBreakEven(slow, demonstrations, undefined, (share) => shares.push(share));
    expect(rounds).toBe(7);
    expect(shares).toEqual([1, 2, 3, 4, 5, 6, 7].map((round) => round / 7));
  });

  it('asks open questions up to their first token', async () => {
    const open = demonstrations.map(({ input }, index) => ({ input, output: `x${index}` }));
    expect((await measureBreakEven(bench(), open, undefined)).options).toBe(0);
  });

  it('refuses demonstrations with nothing to ask', async () => {
    const empty = demonstrations.map(({ output }) => ({ input: ' ', output }));
    await expect(measureBreakEven(bench(), empty, undefined)).rejects.toMatchObject({
      code: 'badInput',
      message: expect.stringContaining('Every demonstration has an empty input') as string,
    });
  });

  it('stops between two runs when it is cancelled', async () => {
    const controller = new AbortController();
    const one = bench();
    const measuring = measureBreakEven(
      one,
      demonstrations,
      undefined,
      () => controller.abort(),
      controller.signal,
    );
    await expect(measuring).rejects.toMatchObject({ code: 'cancelled' });
    // One to count the vectors, the uncounted round and one more, both with their edits.
    expect(one.log.filter((run) => run === 'distil')).toHaveLength(5);
  });

  it('is shown as a table with one sentence', async () => {
    const report = breakEvenReport(await measureBreakEven(bench(), demonstrations, undefined), [
      ['model', 'fake'],
    ]);
    // 54 + 5n < 25n from 3 on; exact KV: 20 + 5n < 25n from 2 on, and the vectors answer no faster.
    expect(report).toContain('**Use exact KV: from 2 queries on (counted anew after every edit)');
    expect(report).toContain(
      '| distilled | 59.0 (58.0–59.0) | 5.00 (5.00–5.00) | 54.0 (54.0–54.0) | 32 bytes | 4 |',
    );
    expect(report).toContain('| distilled | full ICL | from 3 on |');
    expect(report).toContain('| distilled | exact KV | not shown at any number |');
    expect(report).toContain('\n- model: fake\n');
  });
});
