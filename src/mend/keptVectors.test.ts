import { describe, expect, it } from 'vitest';
import { keptVectors, usualCount } from './keptVectors';

describe('usualCount', () => {
  it.each([
    [3, 1],
    [12, 2],
    [100, 20],
    [160, 32],
    [384, 32],
  ])('keeps the ratio of 5 for %d tokens', (tokens, count) => {
    expect(usualCount(32, tokens, 5)).toBe(count);
  });

  it('is all where the model names no ratio', () => {
    expect(usualCount(32, 12)).toBe(32);
  });
});

describe('keptVectors', () => {
  it('takes the first, whichever positions the placeholders have', () => {
    expect(keptVectors('answers', 5, 3)).toEqual([0, 1, 2]);
  });

  it.each([
    [1, [0]],
    [2, [0, 15]],
    [7, [0, 2, 4, 6, 13, 14, 15]],
    [16, Array.from({ length: 16 }, (_, index) => index)],
  ])('takes %d of a hybrid: answers spread evenly, and the last tokens', (count, expected) => {
    expect(keptVectors('hybrid', 16, count)).toEqual(expected);
  });

  it('takes all of those that it takes for fewer', () => {
    for (let count = 1; count < 16; count++) {
      const more = keptVectors('hybrid', 16, count + 1);
      const fewer = keptVectors('hybrid', 16, count);
      expect(fewer).toHaveLength(count);
      expect(fewer.every((index) => more.includes(index))).toBe(true);
    }
  });
});
