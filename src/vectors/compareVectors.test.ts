import { describe, expect, it } from 'vitest';
import { compareVectors } from './compareVectors';

const matrix = (count: number, width: number, ...values: number[]) => ({
  vectors: Float32Array.from(values),
  count,
  width,
});

describe('compareVectors', () => {
  it('compares every vector of one file with every one of the other', () => {
    const comparison = compareVectors(matrix(2, 2, 3, 4, 0, 2), matrix(3, 2, 6, 8, -1, 0, 0, 0));
    expect(comparison?.norms).toEqual([
      [5, 2],
      [10, 1, 0],
    ]);
    const expected = [
      [1, -0.6, 0],
      [0.8, 0, 0],
    ];
    comparison?.similarity.forEach((line, row) =>
      line.forEach((value, column) => expect(value).toBeCloseTo(expected[row]?.[column] ?? NaN, 12)),
    );
    expect(comparison?.matching).toHaveLength(2);
    expect(comparison?.matching[0]).toBeCloseTo(1, 12);
    expect(comparison?.identical).toBe(false);
  });

  it('knows the same vectors', () => {
    const one = matrix(2, 2, 1, 2, 3, 4);
    expect(compareVectors(one, matrix(2, 2, 1, 2, 3, 4))?.identical).toBe(true);
    expect(compareVectors(one, matrix(2, 2, 1, 2, 3, 4.5))?.identical).toBe(false);
    expect(compareVectors(one, matrix(1, 2, 1, 2))?.identical).toBe(false);
  });

  it('compares nothing where the widths differ', () => {
    expect(compareVectors(matrix(1, 2, 1, 2), matrix(1, 3, 1, 2, 3))).toBeUndefined();
  });
});
