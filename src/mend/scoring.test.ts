import { describe, expect, it } from 'vitest';
import { fidelity, meanFidelity } from './fidelity';
import { logSumExp, softmax } from './logits';
import { accuracy, confusion, macroF1 } from './metrics';
import { rankOptions } from './score';

const ln = Math.log;
const logits = (...probabilities: number[]) => Float32Array.from(probabilities, ln);

describe('rankOptions', () => {
  it('predicts by the mean and gives the softmax of the means, so that the predicted option is the most probable', () => {
    // Sums: ln 0.5 and 2 ln 0.6 = ln 0.36; means: ln 0.5 and ln 0.6.
    const ranked = rankOptions([[ln(0.5)], [ln(0.6), ln(0.6)]]);
    expect(ranked.best).toBe(1);
    expect(ranked.scores[0]).toBeCloseTo(ln(0.5), 12);
    expect(ranked.scores[1]).toBeCloseTo(ln(0.6), 12);
    expect(ranked.probabilities[0]).toBeCloseTo(0.5 / 1.1, 12);
    expect(ranked.probabilities[1]).toBeCloseTo(0.6 / 1.1, 12);
  });

  it('takes the first of equals and survives log-likelihoods far below the floating-point range', () => {
    const ranked = rankOptions([[-4000], [-4000], [-4001]]);
    expect(ranked.best).toBe(0);
    expect(ranked.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(ranked.probabilities[0]).toBe(ranked.probabilities[1]);
  });
});

describe('logits', () => {
  it('neither overflow nor underflow', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + ln(2), 9);
    expect(softmax([-1000, -1000 + ln(3)]).map((value) => Math.round(value * 100))).toEqual([25, 75]);
  });
});

describe('fidelity', () => {
  it('is KL(full || distilled), not the other way round', () => {
    // KL((3/4, 1/4) || (1/2, 1/2)) = 3/4 ln(3/2) + 1/4 ln(1/2) = 0.1308; the reverse is 1/2 ln(2/3) + 1/2 ln 2 = 0.1438.
    const full = logits(0.75, 0.25);
    const distilled = logits(0.5, 0.5);
    expect(fidelity(full, distilled).kl).toBeCloseTo(0.75 * ln(1.5) + 0.25 * ln(0.5), 6);
    expect(fidelity(distilled, full).kl).toBeCloseTo(0.5 * ln(2 / 3) + 0.5 * ln(2), 6);
  });

  it('is zero for equal distributions, whatever the logits are shifted by', () => {
    const result = fidelity(Float32Array.of(1, 2, 3), Float32Array.of(11, 12, 13));
    expect(result.kl).toBeCloseTo(0, 9);
    expect(result.kl).toBeGreaterThanOrEqual(0);
    expect(result.top1Agreement).toBe(1);
  });

  it('sees that the first token differs', () => {
    expect(fidelity(logits(0.6, 0.4), logits(0.4, 0.6)).top1Agreement).toBe(0);
  });

  it('averages over queries', () => {
    expect(
      meanFidelity([
        { kl: 1, top1Agreement: 1 },
        { kl: 3, top1Agreement: 0 },
      ]),
    ).toEqual({ kl: 2, top1Agreement: 0.5 });
    expect(() => meanFidelity([])).toThrow(RangeError);
  });
});

describe('metrics', () => {
  it('counts what is right', () => {
    expect(accuracy(['a', 'b', 'a', 'a'], ['a', 'b', 'b', 'b'])).toBe(0.5);
  });

  it('averages F1 over labels, a label only predicted counting 0', () => {
    // a: 1 hit, 3 predicted, 1 right -> 2/4; b: 1 hit, 1 predicted, 3 right -> 2/4.
    expect(macroF1(['a', 'b', 'a', 'a'], ['a', 'b', 'b', 'b'])).toBeCloseTo(0.5, 12);
    // a: 1 hit, 1 predicted, 2 right -> 2/3; c: predicted once, never right -> 0.
    expect(macroF1(['a', 'c'], ['a', 'a'])).toBeCloseTo(1 / 3, 12);
  });

  it('count which label is taken for which', () => {
    expect(confusion(['a', 'b', 'a', 'c', 'a'], ['a', 'a', 'b', 'b', 'a'])).toEqual({
      labels: ['a', 'b', 'c'],
      counts: [
        [2, 1, 0],
        [1, 0, 1],
        [0, 0, 0],
      ],
    });
    expect(confusion([], [])).toEqual({ labels: [], counts: [] });
  });
});
