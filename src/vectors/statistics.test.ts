import { expect, it } from 'vitest';
import { vectorStatistics } from './statistics';

it('computes norms, moments, range and cosines', () => {
  const statistics = vectorStatistics(Float32Array.of(3, 4, 0, -2, 0, 0), 3, 2);
  expect(statistics).toMatchObject({ count: 3, width: 2, norms: [5, 2, 0], minimum: -2, maximum: 4 });
  expect(statistics.mean).toBeCloseTo(5 / 6, 12);
  expect(statistics.standardDeviation).toBeCloseTo(Math.sqrt(29 / 6 - 25 / 36), 12);
  expect(statistics.cosine).toEqual([
    [1, -0.8, 0],
    [-0.8, 1, 0],
    [0, 0, 0],
  ]);
});
