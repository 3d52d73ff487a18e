import { describe, expect, it } from 'vitest';
import { placeholderPositions } from './anchors';
import type { KeptDemonstration } from './budget';

/** A demonstration of `input` tokens with an answer of `answer` tokens. */
const shown = (input: number, answer: number): KeptDemonstration => ({
  ids: new Array<number>(input + answer).fill(7),
  answerTokens: answer,
  whole: true,
});

// Answers at 3 (two tokens), 9 (one) and 14 (three).
const three = [shown(3, 2), shown(4, 1), shown(4, 3)];

describe('placeholderPositions', () => {
  it.each([
    [1, [3]],
    [2, [3, 9]],
    [3, [3, 9, 14]],
    [4, [3, 9, 14, 4]],
    [6, [3, 9, 14, 4, 15, 16]],
    [8, [3, 9, 14, 4, 15, 16, 3, 9]],
  ])('puts %d placeholders at the answers, first tokens first', (count, expected) => {
    expect(placeholderPositions('answers', three, count)).toEqual(expected);
  });

  it('shares few placeholders evenly among many demonstrations', () => {
    const ten = Array.from({ length: 10 }, () => shown(8, 2));
    expect(placeholderPositions('answers', ten, 4)).toEqual([8, 28, 58, 78]);
  });

  it('puts half of the placeholders of a hybrid at the last tokens', () => {
    expect(placeholderPositions('hybrid', three, 5)).toEqual([3, 9, 14, 15, 16]);
    expect(placeholderPositions('hybrid', [shown(1, 1)], 6)).toEqual([1, 1, 1, 0, 0, 1]);
  });

  it('counts on after the demonstrations where the model wants that', () => {
    expect(placeholderPositions('after', three, 3)).toEqual([17, 18, 19]);
  });
});
