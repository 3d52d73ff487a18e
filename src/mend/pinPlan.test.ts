import { describe, expect, it } from 'vitest';
import { type PinFacts, planOf, rowsOf, spend } from './pinPlan';
import type { DemonstrationSurvival } from './report';

const lost = (index: number, effect?: number): DemonstrationSurvival => ({
  index,
  verdict: 'lost',
  reason: 'effect',
  ...(effect !== undefined && { effect }),
});

/** Six demonstrations of 10 tokens; 0 is kept, the others are lost by effects of 1 to 4 nats; 4 repeats 3; 5 did not fit. */
const facts: PinFacts = {
  each: Array.from({ length: 6 }, (_, index) => ({ tokens: 10, fate: index === 5 ? 'dropped' : 'whole' })),
  survival: [{ index: 0, verdict: 'kept' }, lost(1, 1), lost(2, 2), lost(3, 4), lost(4, 4), lost(5)],
  pinned: [],
  kinds: ['a', 'b', 'c', 'd', 'd', 'e'],
  model: { vectors: 32, leastRatio: 5 },
};

describe('planOf', () => {
  it('counts the vectors that are usual for what is not pinned, and the text', () => {
    expect(planOf(facts, [])).toEqual({ pinned: [], vectors: 10, pinnedTokens: 0 });
    expect(planOf(facts, [3, 1])).toEqual({ pinned: [1, 3], vectors: 6, pinnedTokens: 20 });
    expect(planOf({ ...facts, vectors: 7 }, [1]).vectors).toBe(7);
    expect(planOf({ ...facts, model: { vectors: 16 } }, [1]).vectors).toBe(16);
  });
});

describe('spend', () => {
  it.each([
    [10, [], 10],
    [32, [], 32],
    // Nothing that is lost fits beside all vectors.
    [41, [], 32],
    [42, [3], 42],
    [52, [2, 3], 52],
    [62, [1, 2, 3], 62],
    [72, [1, 2, 3, 5], 72],
    [1000, [1, 2, 3, 5], 72],
  ])('takes all vectors, then the lost ones with the largest effect: %i rows', (budget, pinned, rows) => {
    const plan = spend(budget, facts);
    expect(plan.pinned).toEqual(pinned);
    expect(rowsOf(plan)).toBe(rows);
  });

  it('takes fewer vectors where the budget is less, one at least', () => {
    expect(spend(4, facts)).toEqual({ pinned: [], vectors: 4, pinnedTokens: 0 });
    expect(spend(0, facts).vectors).toBe(1);
  });

  it('keeps what is pinned beside the usual vectors, and drops the pin with the least effect first', () => {
    expect(spend(18, { ...facts, pinned: [0] })).toEqual({ pinned: [0], vectors: 8, pinnedTokens: 10 });
    expect(spend(25, { ...facts, pinned: [0] })).toEqual({ pinned: [0], vectors: 15, pinnedTokens: 10 });
    expect(spend(52, { ...facts, pinned: [0] }).pinned).toEqual([0, 3]);
    expect(spend(25, { ...facts, pinned: [1, 2] }).pinned).toEqual([2]);
    expect(spend(26, { ...facts, pinned: [1, 2] }).pinned).toEqual([1, 2]);
  });

  it('leaves one demonstration to distil', () => {
    const survival = [lost(0, 1), lost(1, 2)];
    const two = { ...facts, each: facts.each.slice(0, 2), survival, kinds: [1, 2] };
    expect(spend(1000, two).pinned).toEqual([1]);
  });
});
