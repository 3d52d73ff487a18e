import { describe, expect, it } from 'vitest';
import { summarize, type AnsweredQueries } from './summary';

const all = (zeroShot: string, fullIcl: string, fewerShot: string, distilled: string) => ({
  zeroShot: zeroShot.split(''),
  fullIcl: fullIcl.split(''),
  fewerShot: fewerShot.split(''),
  distilled: distilled.split(''),
});
const fidelity = (n: number) =>
  Array.from({ length: n }, (_, index) => ({ kl: index, top1Agreement: index % 2 }));
const answered = (expected: string, predictions: AnsweredQueries['predictions']): AnsweredQueries => ({
  expected: Array.from(expected).map((label) => (label === '?' ? null : label)),
  predictions,
  fidelity: fidelity(expected.length),
});

describe('summarize', () => {
  it('says how often arms agree with full ICL, and the mean fidelity, without labels', () => {
    const summary = summarize(answered('????', all('aaaa', 'abab', 'abaa', 'abab')));
    expect(summary).toEqual({
      n: 4,
      agreement: { zeroShot: 0.5, fullIcl: 1, fewerShot: 0.75, distilled: 1 },
      fidelity: { kl: 1.5, top1Agreement: 0.5 },
    });
  });

  it('scores and compares over the queries that have labels', () => {
    // The last two have none. Distilled is right on 1, 2, 3, 4, 5, 6; zero-shot on none of these and on 7.
    const { labelled } = summarize(
      answered('aaabbbc??', all('bbbaaacaa', 'aaabbbaaa', 'aaabbbcaa', 'aaabbbbaa')),
    );
    expect(labelled?.n).toBe(7);
    expect(labelled?.arms.distilled.accuracy).toBeCloseTo(6 / 7, 12);
    // a: 1; b: 2·3/(4+3); c: 0
    expect(labelled?.arms.distilled.macroF1).toBeCloseTo((1 + 6 / 7) / 3, 12);
    expect(labelled?.arms.distilled.confusion).toEqual({
      labels: ['a', 'b', 'c'],
      counts: [
        [3, 0, 0],
        [0, 3, 0],
        [0, 1, 0],
      ],
    });
    const { zeroShot, fullIcl } = labelled!.against;
    // 6 against 1 of 7: 2 × (1 + 7) / 2^7
    expect(zeroShot).toMatchObject({ onlyDistilledRight: 6, onlyOtherRight: 1 });
    expect(zeroShot.p).toBeCloseTo(16 / 128, 12);
    expect(zeroShot.bootstrap.difference).toBeCloseTo(5 / 7, 12);
    expect(fullIcl).toMatchObject({ onlyDistilledRight: 0, onlyOtherRight: 0, p: 1 });
  });

  it('lists the most frequent labels and merges the others', () => {
    const letters = Array.from({ length: 30 }, (_, index) => String.fromCodePoint(97 + index)).join('');
    const expected = letters + letters.slice(0, 20);
    const { labelled } = summarize(answered(expected, all(expected, expected, expected, expected)));
    const { labels, counts } = labelled!.arms.distilled.confusion;
    expect(labels).toEqual([...Array.from(letters.slice(0, 20)), null]);
    expect(counts[20]?.[20]).toBe(10);
    expect(counts[0]?.[0]).toBe(2);
  });
});
