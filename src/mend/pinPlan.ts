import { usualCount } from './keptVectors';
import type { DemonstrationSurvival, DemonstrationTokens } from './report';

/** What a plan is made from. Indices are those of the demonstrations. */
export interface PinFacts {
  /** Tokens of each demonstration, and whether it fits where none is pinned. */
  readonly each: readonly DemonstrationTokens[];
  /** As measured where none is pinned; may lack some. */
  readonly survival: readonly DemonstrationSurvival[];
  /** Pinned already. */
  readonly pinned: readonly number[];
  /** The same number for demonstrations that are the same, word for word. */
  readonly kinds: readonly unknown[];
  /** Most vectors the model makes, how many times fewer there are than tokens, and how many are wanted; undefined: as many as are usual. */
  readonly model: { readonly vectors: number; readonly leastRatio?: number | undefined };
  readonly vectors?: number | undefined;
}

/** Which demonstrations stay text, and how many vectors the others become. */
export interface PinPlan {
  readonly pinned: readonly number[];
  readonly vectors: number;
  /** Rows of text. */
  readonly pinnedTokens: number;
}

/** What a set of pins takes: the vectors that are usual for the rest, and the text. */
export function planOf(
  { each, model, vectors }: Pick<PinFacts, 'each' | 'model' | 'vectors'>,
  pinned: readonly number[],
): PinPlan {
  const tokensOf = (indices: readonly number[]): number =>
    indices.reduce((sum, index) => sum + (each[index]?.tokens ?? 0), 0);
  const others = [...each.keys()].filter(
    (index) => !pinned.includes(index) && each[index]?.fate !== 'dropped',
  );
  return {
    pinned: [...pinned].sort((a, b) => a - b),
    vectors: vectors ?? usualCount(model.vectors, tokensOf(others), model.leastRatio),
    pinnedTokens: tokensOf(pinned),
  };
}

/**
 * Spends a budget of rows in front of a query. What is pinned stays text as long as the usual number of vectors fits beside it; of what does not fit, the pin
 * with the least effect on full ICL goes first. Then as many vectors as the model makes; and where there is room beyond those, lost demonstrations
 * become text too, those with the largest effect first and of equal ones one alone (docs/pinned.md says why vectors come first).
 */
export function spend(budget: number, facts: PinFacts): PinPlan {
  const effect = (index: number): number => facts.survival.find((one) => one.index === index)?.effect ?? 0;
  const byEffect = (a: number, b: number): number => effect(b) - effect(a) || a - b;
  const lost = facts.survival
    .filter(({ index, verdict }) => verdict === 'lost' && !facts.pinned.includes(index))
    .map(({ index }) => index);
  const kept = pinned([], [...facts.pinned].sort(byEffect), budget, facts);
  const all = pinned(kept, lost.sort(byEffect), budget, { ...facts, vectors: facts.model.vectors });
  const plan = planOf(facts, all);
  return { ...plan, vectors: Math.max(1, Math.min(facts.model.vectors, budget - plan.pinnedTokens)) };
}

/** The pins, and those of more demonstrations that fit beside them and the vectors, in their order. */
function pinned(
  before: readonly number[],
  more: readonly number[],
  budget: number,
  facts: PinFacts,
): readonly number[] {
  const chosen = [...before];
  for (const index of more) {
    const isRepeat = chosen.some((other) => facts.kinds[other] === facts.kinds[index]);
    const fits = rowsOf(planOf(facts, [...chosen, index])) <= budget;
    // One at least is distilled.
    if (!isRepeat && fits && chosen.length + 1 < facts.each.length) chosen.push(index);
  }
  return chosen;
}

/** Rows in front of a query. */
export const rowsOf = ({ vectors, pinnedTokens }: PinPlan): number => vectors + pinnedTokens;
