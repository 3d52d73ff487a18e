import { cosineOf, dot, rowsOf } from './dot';

/** What is shown of distilled vectors instead of their numbers. */
export interface VectorStatistics {
  readonly count: number;
  readonly width: number;
  /** L2 norm of each vector. */
  readonly norms: readonly number[];
  readonly mean: number;
  /** Of all values, the population's. */
  readonly standardDeviation: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Cosine similarity between vectors, `[count][count]`; 0 where one of them is zero. */
  readonly cosine: readonly (readonly number[])[];
}

/** Statistics of `vectors`, row-major `[count, width]` (both at least 1), computed in double precision. */
export function vectorStatistics(vectors: Float32Array, count: number, width: number): VectorStatistics {
  const rows = rowsOf(vectors, count, width);
  const norms = rows.map((row) => Math.sqrt(dot(row, row)));
  const mean = vectors.reduce((sum, value) => sum + value, 0) / vectors.length;
  const variance = vectors.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vectors.length;
  return {
    count,
    width,
    norms,
    mean,
    standardDeviation: Math.sqrt(variance),
    minimum: vectors.reduce((least, value) => Math.min(least, value), Infinity),
    maximum: vectors.reduce((most, value) => Math.max(most, value), -Infinity),
    cosine: cosines(rows, norms),
  };
}

/** Symmetric, so that half of it is computed. */
function cosines(rows: readonly Float32Array[], norms: readonly number[]): number[][] {
  const matrix: number[][] = rows.map(() => new Array<number>(rows.length).fill(0));
  rows.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const similarity = cosineOf(a, rows[j] ?? a, norms[i] ?? 0, norms[j] ?? 0);
      (matrix[i] ?? [])[j] = similarity;
      (matrix[j] ?? [])[i] = similarity;
    }
  });
  return matrix;
}
