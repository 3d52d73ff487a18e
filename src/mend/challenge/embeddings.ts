/** Mean of the rows of `[rows, width]`, `[width]`; zeros for no rows. */
export function meanRow(data: Float32Array, width: number): Float32Array {
  const rows = data.length / width;
  const mean = new Float32Array(width);
  for (let at = 0; at < data.length; at++) {
    const column = at % width;
    mean[column] = (mean[column] ?? 0) + (data[at] ?? 0) / rows;
  }
  return mean;
}

/**
 * `[T, width]` to `[min(T, count), width]`: means over `count` stretches whose lengths differ by at most 1, the longer ones first. As `pool`
 * of training/mend_training/baselines/mean_embeddings.py.
 */
export function pool(data: Float32Array, width: number, count: number): Float32Array {
  const tokens = data.length / width;
  if (tokens <= count) return data;
  const pooled = new Float32Array(count * width);
  const [least, longer] = [Math.floor(tokens / count), tokens % count];
  for (let stretch = 0; stretch < count; stretch++) {
    const start = stretch * least + Math.min(stretch, longer);
    const end = start + least + (stretch < longer ? 1 : 0);
    pooled.set(meanRow(data.subarray(start * width, end * width), width), stretch * width);
  }
  return pooled;
}

/** Cosine of two vectors; 0 where one of them is zero. */
export function cosine(one: Float32Array, other: Float32Array): number {
  const dot = one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
  const lengths = Math.hypot(...one) * Math.hypot(...other);
  return lengths > 0 ? dot / lengths : 0;
}
