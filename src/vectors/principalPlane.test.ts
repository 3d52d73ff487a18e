import { describe, expect, it } from 'vitest';
import { seededRandom } from '../mend/random';
import { principalPlane } from './principalPlane';
import { vectorStatistics } from './statistics';

const planeOf = (rows: readonly (readonly number[])[]) =>
  principalPlane(vectorStatistics(Float32Array.from(rows.flat()), rows.length, rows[0]?.length ?? 0));

describe('principalPlane', () => {
  it('puts vectors on a line where they lie on one, around their mean', () => {
    const { points, shares } = planeOf([
      [1, 1, 5],
      [2, 2, 5],
      [4, 4, 5],
    ]);
    expect(shares[0]).toBeCloseTo(1, 9);
    expect(shares[1]).toBeCloseTo(0, 9);
    const expected = [1, 2, 4].map((at) => (at - 7 / 3) * Math.SQRT2);
    points.forEach(([x, y], index) => {
      expect(x).toBeCloseTo(expected[index] ?? NaN, 6);
      expect(y).toBeCloseTo(0, 6);
    });
  });

  it('keeps distances where the vectors lie in a plane', () => {
    const rows = [
      [0, 0, 3, 1],
      [3, 0, 3, 1],
      [0, 4, 3, 1],
      [3, 4, 3, 1],
    ];
    const { points, shares } = planeOf(rows);
    expect(shares[0] + shares[1]).toBeCloseTo(1, 9);
    expect(shares[0]).toBeCloseTo(16 / 25, 6);
    const distance = (a: number, b: number): number =>
      Math.hypot(points[a]![0] - points[b]![0], points[a]![1] - points[b]![1]);
    expect(distance(0, 1)).toBeCloseTo(3, 6);
    expect(distance(0, 2)).toBeCloseTo(4, 6);
    expect(distance(1, 2)).toBeCloseTo(5, 6);
  });

  it('says how little a plane shows of vectors that differ in every direction', () => {
    const random = seededRandom(3);
    const rows = Array.from({ length: 60 }, () => Array.from({ length: 200 }, () => random() - 0.5));
    const { shares } = planeOf(rows);
    expect(shares[0]).toBeGreaterThanOrEqual(shares[1]);
    expect(shares[0] + shares[1]).toBeLessThan(0.15);
  });

  it('has nothing to show of one vector, of equal ones and of zeros', () => {
    for (const rows of [
      [[1, 2]],
      [
        [0.1, 0.2, 0.3],
        [0.1, 0.2, 0.3],
        [0.1, 0.2, 0.3],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ]) {
      expect(planeOf(rows)).toEqual({ points: rows.map(() => [0, 0]), shares: [0, 0] });
    }
  });

  it('gives equal pictures of equal vectors', () => {
    const rows = [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 3],
    ];
    expect(planeOf(rows)).toEqual(planeOf(rows));
  });
});
