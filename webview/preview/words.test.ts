import { describe, expect, it } from 'vitest';
import { interval, points, pValue, verdict } from './words';

const compared = (p: number, ours: number, theirs: number) => ({
  p,
  onlyDistilledRight: ours,
  onlyOtherRight: theirs,
  bootstrap: { difference: 0, low: -0.0123, high: 0.25, p: 0 },
});

describe('words of a test', () => {
  it('say better or worse only below .05', () => {
    expect(verdict(compared(0.049, 9, 1))).toBe('better');
    expect(verdict(compared(0.049, 1, 9))).toBe('worse');
    expect(verdict(compared(0.05, 9, 1))).toBe('no difference shown');
  });

  it('write p, points and intervals', () => {
    expect([0.0004, 0.0123, 1].map(pValue)).toEqual(['p < .001', 'p = .012', 'p = 1.000']);
    expect([0.125, -0.125, 0].map(points)).toEqual(['+12.5', '−12.5', '0.0']);
    expect(interval(compared(1, 0, 0))).toBe('−1.2 to +25.0');
  });
});
