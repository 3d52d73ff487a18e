import { describe, expect, it } from 'vitest';
import { holm } from './holm';

describe('holm', () => {
  it('multiplies the least by their number, the next by one less, and never falls', () => {
    // Sorted 0.01 × 4, 0.02 × 3, 0.03 × 2, 0.04 × 1, of which the last is below the one before it.
    expect(holm([0.03, 0.01, 0.04, 0.02])).toEqual([0.06, 0.04, 0.06, 0.06]);
  });

  it('is at most 1, and leaves one alone as it is', () => {
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });
});
