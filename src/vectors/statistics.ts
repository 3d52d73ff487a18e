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
  const rows = Array.from({ length: count }, (_, index) =>
    vectors.subarray(index * width, (index + 1) * width),
  );
  const norms = rows.map((row) => Math.sqrt(dot(row, row)));
  const mean = vectors.reduce((sum, value) => sum + value, 0) / vectors.length;
  const variance = vectors.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vectors.length;
  const cosine = rows.map((a, i) =>
    rows.map((b, j) => {
      const scale = (norms[i] ?? 0) * (norms[j] ?? 0);
      return scale === 0 ? 0 : Math.max(-1, Math.min(1, dot(a, b) / scale));
    }),
  );
  return {
    count,
    width,
    norms,
    mean,
    standardDeviation: Math.sqrt(variance),
    minimum: vectors.reduce((least, value) => Math.min(least, value), Infinity),
    maximum: vectors.reduce((most, value) => Math.max(most, value), -Infinity),
    cosine,
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
