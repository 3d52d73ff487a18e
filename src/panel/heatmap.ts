import type { Heatmap } from './protocol';

/** A panel is seldom wider than this many device pixels. */
const mostColumns = 256;

/**
 * Reduces vectors `[count, width]` to a picture: neighbouring dimensions are averaged until at most 256 columns remain, and values become whole
 * percents of the 99th percentile of their magnitudes, so that a few outliers do not turn everything else grey.
 */
export function heatmapOf(vectors: Float32Array, count: number, width: number): Heatmap {
  const perColumn = Math.ceil(width / mostColumns);
  const columns = Math.ceil(width / perColumn);
  const means = new Float32Array(count * columns);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns; column++) {
      const start = row * width + column * perColumn;
      means[row * columns + column] = mean(
        vectors.subarray(start, Math.min(start + perColumn, (row + 1) * width)),
      );
    }
  }
  const magnitudes = means.map(Math.abs).sort();
  const scale = magnitudes[Math.ceil(0.99 * (magnitudes.length - 1))] ?? 0;
  const percent = (value: number): number =>
    Math.round((Math.max(-scale, Math.min(scale, value)) / (scale || 1)) * 100);
  return { rows: count, columns, perColumn, scale, values: Array.from(means, percent) };
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
