import { describe, expect, it } from 'vitest';
import { formatBytes } from './formatBytes';

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1_234, '1.23 kB'],
    [15_960_000, '16 MB'],
    [16_500_000, '16.5 MB'],
    [999_400_000, '999 MB'],
    [999_600_000, '1 GB'],
    [1_557_611_200, '1.56 GB'],
    [1_500_000_000, '1.5 GB'],
    [123_456_789_012, '123 GB'],
    [5e16, '50000 TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
