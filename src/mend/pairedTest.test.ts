import { describe, expect, it } from 'vitest';
import { mcnemarExact, pairedBootstrap } from './pairedTest';

describe('mcnemarExact', () => {
  it.each([
    [0, 0, 1],
    // 2 × 1/2^6
    [0, 6, 2 / 64],
    [6, 0, 2 / 64],
    // 2 × (1 + 6)/2^6
    [1, 5, 14 / 64],
    // 2 × (1 + 12 + 66)/2^12
    [2, 10, 158 / 4096],
    // Twice 42/64 is more than 1.
    [3, 3, 1],
    [0, 1, 1],
  ])('of %d against %d is %d', (b, c, p) => {
    expect(mcnemarExact(b, c)).toBeCloseTo(p, 12);
  });

  it('survives counts whose 2^-n is no double, near the normal approximation with its continuity correction', () => {
    // z = (|5100 - 4900| - 1) / sqrt(10000) = 1.99, two-sided p = 0.0466.
    expect(mcnemarExact(4900, 5100)).toBeCloseTo(0.0466, 3);
    expect(mcnemarExact(0, 5000)).toBe(0);
  });

  it.each([
    [-1, 2],
    [0.5, 2],
    [1, Number.NaN],
  ])('refuses %d and %d', (b, c) => expect(() => mcnemarExact(b, c)).toThrow(RangeError));
});

describe('pairedBootstrap', () => {
  it('leaves no doubt where every query differs by the same', () => {
    // No resample reaches 0: p = 2 × (1 + 0) / 2000.
    expect(pairedBootstrap([1, 1, 1, 1], [0, 0, 0, 0])).toEqual({ difference: 1, low: 1, high: 1, p: 0.001 });
    expect(pairedBootstrap([0, 0], [1, 1])).toEqual({ difference: -1, low: -1, high: -1, p: 0.001 });
  });

  it('sees no difference between equals', () => {
    expect(pairedBootstrap([1, 0, 1], [1, 0, 1])).toEqual({ difference: 0, low: 0, high: 0, p: 1 });
  });

  it('has the distribution that two queries give: 0, 1/2 and 1 with 1/4, 1/2 and 1/4', () => {
    const { difference, low, high, p } = pairedBootstrap([1, 1], [0, 1]);
    expect([difference, low, high]).toEqual([0.5, 0, 1]);
    expect(p).toBeCloseTo(2 * 0.25, 1);
  });

  it('has the interval of the normal approximation over many queries', () => {
    // 60 queries at +1, 40 at -1, 900 at 0: mean 0.02, variance 0.1 - 0.0004, half width 1.96 × sqrt(0.0996 / 1000) = 0.01956.
    const first = Array.from({ length: 1000 }, (_, index) => (index < 60 ? 1 : 0));
    const second = Array.from({ length: 1000 }, (_, index) => (index >= 60 && index < 100 ? 1 : 0));
    const { difference, low, high, p } = pairedBootstrap(first, second);
    expect(difference).toBeCloseTo(0.02, 12);
    expect(low).toBeCloseTo(0.02 - 0.01956, 2);
    expect(high).toBeCloseTo(0.02 + 0.01956, 2);
    // z = 0.02 / 0.00998 = 2.004: p = 0.045.
    expect(Math.abs(p - 0.045)).toBeLessThan(0.015);
  });

  it('is wider the more confidence is asked for', () => {
    const first = [1, 0, 1, 1, 0, 1, 0, 1, 1, 1];
    const second = [0, 1, 0, 1, 0, 0, 1, 1, 0, 1];
    const half = pairedBootstrap(first, second, { confidence: 0.5 });
    const most = pairedBootstrap(first, second, { confidence: 0.99 });
    expect(most.low).toBeLessThan(half.low);
    expect(most.high).toBeGreaterThan(half.high);
  });

  it('gives the same with the same seed, and another with another', () => {
    const first = Array.from({ length: 50 }, (_, index) => Math.sin(index));
    const second = Array.from({ length: 50 }, (_, index) => Math.cos(index));
    expect(pairedBootstrap(first, second, { seed: 7 })).toEqual(pairedBootstrap(first, second, { seed: 7 }));
    expect(pairedBootstrap(first, second, { seed: 7 })).not.toEqual(
      pairedBootstrap(first, second, { seed: 8 }),
    );
  });

  it('refuses no queries, and scores that are not pairs', () => {
    expect(() => pairedBootstrap([], [])).toThrow(RangeError);
    expect(() => pairedBootstrap([1], [1, 2])).toThrow(RangeError);
  });
});
