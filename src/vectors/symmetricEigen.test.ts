import { describe, expect, it } from 'vitest';
import { seededRandom } from '../mend/random';
import { jacobi, largestEigenpairs } from './symmetricEigen';

/** `[size, size]`, positive semidefinite: the Gram matrix of random columns. */
function randomGram(size: number, rank: number): Float64Array[] {
  const random = seededRandom(size);
  const rows = Array.from({ length: size }, () => Array.from({ length: rank }, () => random() - 0.5));
  return rows.map((a) =>
    Float64Array.from(rows, (b) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)),
  );
}

function residual(matrix: readonly Float64Array[], value: number, vector: Float64Array): number {
  return Math.hypot(
    ...matrix.map(
      (row, index) =>
        row.reduce((sum, entry, at) => sum + entry * (vector[at] ?? 0), 0) - value * (vector[index] ?? 0),
    ),
  );
}

describe('jacobi', () => {
  it('finds the eigenpairs of a matrix that can be solved by hand', () => {
    const { values, vectors } = jacobi([Float64Array.of(2, 1), Float64Array.of(1, 2)]);
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(Math.abs(vectors[0]?.[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('gives orthonormal vectors that the matrix only stretches', () => {
    const matrix = randomGram(9, 12);
    const { values, vectors } = jacobi(matrix);
    values.forEach((value, index) => {
      expect(residual(matrix, value, vectors[index]!)).toBeLessThan(1e-10);
      for (const [other, vector] of vectors.entries()) {
        const product = vector.reduce((sum, entry, at) => sum + entry * (vectors[index]?.[at] ?? 0), 0);
        expect(product).toBeCloseTo(other === index ? 1 : 0, 10);
      }
    });
  });
});

describe('largestEigenpairs', () => {
  it.each([
    [1, 3],
    [2, 3],
    [7, 3],
    [40, 60],
    [120, 30],
  ])('agrees with all eigenpairs of a matrix of size %i and rank %i', (size, rank) => {
    const matrix = randomGram(size, rank);
    const all = jacobi(matrix);
    const found = largestEigenpairs(matrix, 2);
    expect(found.values).toHaveLength(Math.min(2, size));
    found.values.forEach((value, index) => {
      expect(value).toBeCloseTo(all.values[index] ?? NaN, 8);
      expect(residual(matrix, value, found.vectors[index]!)).toBeLessThan(1e-4 * (found.values[0] ?? 0));
    });
  });

  it('finds them where eigenvalues are equal', () => {
    const identity = Array.from({ length: 12 }, (_, row) =>
      Float64Array.from({ length: 12 }, (_, column) => (row === column ? 1 : 0)),
    );
    expect(largestEigenpairs(identity, 2).values.map((value) => value.toFixed(9))).toEqual([
      '1.000000000',
      '1.000000000',
    ]);
  });
});
