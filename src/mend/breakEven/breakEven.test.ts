import { describe, expect, it } from 'vitest';
import { inWords } from '../../shared/sentence';
import { type Pays, pays, paysBeside, phases } from './breakEven';
import { claimedDifference, median, quantile } from './spread';
import { verdict } from './verdict';
import type { Costs, Way } from './ways';

const ROUNDS = 9;

/** Costs whose rounds scatter by a per mille, all ways alike: `[edit, answer]` in milliseconds. */
function costs(of: Readonly<Record<Exclude<Way, 'zeroShot'>, readonly [number, number]>>): Costs {
  const rounds = (value: number): number[] =>
    Array.from({ length: ROUNDS }, (_, round) => value * (1 + (round - 4) / 1000));
  const way = ([edit, answer]: readonly [number, number]): Costs[Way] => ({
    first: rounds(edit + answer),
    edit: rounds(edit),
    answer: rounds(answer),
    keptBytes: 0,
    prefixTokens: 0,
  });
  return {
    zeroShot: way([0, 1]),
    fullIcl: way(of.fullIcl),
    exactKv: way(of.exactKv),
    distilled: way(of.distilled),
  };
}

describe('pays', () => {
  it.each<[string, number, number, Pays]>([
    ['cheaper in both', -1, -1, { kind: 'from', queries: 1 }],
    // After 3 queries both have cost the same; the fourth pays.
    ['dearer to prepare, a whole number of queries', 30, -10, { kind: 'from', queries: 4 }],
    ['dearer to prepare', 35, -10, { kind: 'from', queries: 4 }],
    ['as dear to prepare', 0, -10, { kind: 'from', queries: 1 }],
    ['as dear to answer, cheaper to prepare', -5, 0, { kind: 'from', queries: 1 }],
    ['equal in both', 0, 0, { kind: 'never' }],
    ['dearer in both', 1, 1, { kind: 'never' }],
    ['cheaper to prepare alone', -35, 10, { kind: 'upTo', queries: 3 }],
    ['cheaper to prepare alone, a whole number of queries', -30, 10, { kind: 'upTo', queries: 2 }],
    ['cheaper to prepare by less than one answer costs more', -5, 10, { kind: 'never' }],
  ])('%s', (_, edit, answer, expected) => {
    expect(pays({ edit, answer })).toEqual(expected);
  });

  it.each([
    [35, -10],
    [-35, 10],
    [30, -10],
    [-30, 10],
    [2.5, -0.1],
  ])('agrees with the totals, edit %d and answer %d', (edit, answer) => {
    const found = pays({ edit, answer });
    for (let queries = 1; queries <= 40; queries++) {
      const expected =
        found.kind === 'from' ? queries >= found.queries : found.kind === 'upTo' && queries <= found.queries;
      expect(edit + queries * answer < -1e-9).toBe(expected);
    }
  });
});

describe('claimedDifference', () => {
  const slow = [3, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6];
  const fast = slow.map((value) => value - 1);

  it('is that of the medians where every round shows it', () => {
    expect(claimedDifference(fast, slow)).toBeCloseTo(-1);
    expect(claimedDifference(slow, fast)).toBeCloseTo(1);
  });

  it('claims no advantage that the rounds do not show, and hides no disadvantage', () => {
    // Lower in 4 of 7 rounds: p = 1.
    const scattered = [1, 9, 1, 9, 1, 9, 3.2];
    expect(median(scattered)).toBeLessThan(median(slow));
    expect(claimedDifference(scattered, slow)).toBe(0);
    expect(claimedDifference(slow, scattered)).toBeGreaterThan(0);
  });
});

describe('quantile', () => {
  it('lies between the values', () => {
    expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });
});

describe('phases and the sentence', () => {
  const say = (measured: Costs): string => inWords(verdict(measured));

  it('the vectors pay from some query on', () => {
    const measured = costs({ fullIcl: [0, 40], exactKv: [90, 6], distilled: [90, 4] });
    expect(phases(measured)).toEqual([
      { from: 1, way: 'fullIcl' },
      { from: 3, way: 'distilled' },
    ]);
    expect(say(measured)).toBe(
      'Use the vectors: from 3 queries on (counted anew after every edit) they cost less than full ICL, and exact KV does not undercut them.',
    );
    expect(paysBeside(measured, 'distilled', 'fullIcl')).toEqual({ kind: 'from', queries: 3 });
  });

  it('exact KV wins where the vectors answer no faster', () => {
    const measured = costs({ fullIcl: [0, 40], exactKv: [39, 6], distilled: [70, 6] });
    expect(say(measured)).toBe(
      'Use exact KV: from 2 queries on (counted anew after every edit) it costs less than full ICL, and the vectors do not undercut it.',
    );
  });

  it('exact KV wins from the first query on where reading in one go is no cheaper', () => {
    const measured = costs({ fullIcl: [0, 40], exactKv: [30, 6], distilled: [70, 6] });
    expect(phases(measured)).toEqual([{ from: 1, way: 'exactKv' }]);
    expect(say(measured)).toMatch(/^Use exact KV: it costs less than full ICL from the first query on/);
  });

  it('the vectors win at once where the distiller is cheaper than reading', () => {
    const measured = costs({ fullIcl: [0, 100], exactKv: [100, 6], distilled: [20, 4] });
    expect(say(measured)).toMatch(
      /^Use the vectors: they cost less than full ICL from the first query on, even where every query/,
    );
  });

  it('it depends on the edits: full ICL, then exact KV, then the vectors', () => {
    const measured = costs({ fullIcl: [0, 40], exactKv: [39, 6], distilled: [70, 4] });
    expect(phases(measured)).toEqual([
      { from: 1, way: 'fullIcl' },
      { from: 2, way: 'exactKv' },
      // 70 + 4n < 39 + 6n from n > 15.5 on.
      { from: 16, way: 'distilled' },
    ]);
    expect(say(measured)).toBe(
      'It depends on how often you edit the demonstrations: use full ICL below 2 queries between two edits, exact KV from 2 on, and the vectors from 16 on.',
    );
  });

  it('it depends on the edits: the vectors, then exact KV', () => {
    const measured = costs({ fullIcl: [0, 100], exactKv: [90, 4], distilled: [20, 6] });
    // At 35 queries both cost the same, 90 + 4n = 20 + 6n, and nothing speaks for a change yet.
    expect(say(measured)).toBe(
      'It depends on how often you edit the demonstrations: use the vectors below 36 queries between two edits, and exact KV from 36 on.',
    );
  });

  it('does not change to a way that is not shown to be cheaper than the one before', () => {
    const measured = costs({ fullIcl: [0, 66], exactKv: [74, 7.5], distilled: [54, 5.6] });
    // The vectors' rounds scatter, so that nothing tells them from exact KV.
    const scatter = (values: readonly number[], by: number): number[] =>
      values.map((value, round) => value + (round % 2 === 1 ? by : 0));
    const { edit, answer } = measured.distilled;
    const distilled = { ...measured.distilled, edit: scatter(edit, 30), answer: scatter(answer, 4) };
    const scattered = { ...measured, distilled };
    expect(paysBeside(scattered, 'distilled', 'exactKv')).toEqual({ kind: 'never' });
    expect(phases(scattered)).toEqual([{ from: 1, way: 'distilled' }]);
  });

  it('nothing pays where nothing is shown to be cheaper', () => {
    const measured = costs({ fullIcl: [0, 6], exactKv: [10, 6], distilled: [20, 6] });
    expect(phases(measured)).toEqual([{ from: 1, way: 'fullIcl' }]);
    expect(say(measured)).toMatch(/^Nothing pays here/);
  });
});
