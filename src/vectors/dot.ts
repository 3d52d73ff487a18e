/** Dot product in double precision. `b` is at least as long as `a`. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

/** The rows of a row-major matrix `[count, width]`, without copying. */
export function rowsOf(vectors: Float32Array, count: number, width: number): Float32Array[] {
  return Array.from({ length: count }, (_, index) => vectors.subarray(index * width, (index + 1) * width));
}

/** Cosine of two vectors with these norms; 0 where one of them is zero. */
export function cosineOf(a: Float32Array, b: Float32Array, normA: number, normB: number): number {
  const scale = normA * normB;
  return scale === 0 ? 0 : Math.max(-1, Math.min(1, dot(a, b) / scale));
}
