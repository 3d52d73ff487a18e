import { describe, expect, it } from 'vitest';
import { heatmapOf } from './heatmap';

describe('heatmapOf', () => {
  it('keeps small vectors dimension by dimension, in percents of the largest magnitude', () => {
    expect(heatmapOf(Float32Array.of(1, -2, 0, 2), 2, 2)).toEqual({
      rows: 2,
      columns: 2,
      perColumn: 1,
      scale: 2,
      values: [50, -100, 0, 100],
    });
  });

  it('averages neighbouring dimensions of wide vectors, the last column over what is left', () => {
    const width = 600;
    const map = heatmapOf(
      new Float32Array(width).map((_, index) => Math.floor(index / 3)),
      1,
      width,
    );
    expect(map).toMatchObject({ rows: 1, columns: 200, perColumn: 3 });
    expect(map.values[199]).toBe(100);
    expect(map.values[0]).toBe(0);
    expect(heatmapOf(new Float32Array(257).fill(1), 1, 257)).toMatchObject({ columns: 129, perColumn: 2 });
  });

  it('does not let one outlier hide the rest', () => {
    const vectors = new Float32Array(1000).fill(1);
    vectors[0] = 1e6;
    const map = heatmapOf(vectors, 10, 100);
    expect(map.scale).toBe(1);
    expect(map.values).toEqual(Array(1000).fill(100));
  });

  it('draws zeros as zeros', () => {
    expect(heatmapOf(new Float32Array(4), 2, 2).values).toEqual([0, 0, 0, 0]);
  });
});
