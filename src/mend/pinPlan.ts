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
 * Spends a budget of rows in front of a query: keeps what is pinned as far as it fits, then pins lost demonstrations, those with the largest effect on
 * full ICL first and of equal ones one alone, as far as the usual number of vectors leaves room; what is left over makes more vectors. Where the usual
 * number alone is too much, there are fewer, at least one.
 */
export function spend(budget: number, facts: PinFacts): PinPlan {
  const effect = (index: number): number => facts.survival.find((one) => one.index === index)?.effect ?? 0;
  const byEffect = (a: number, b: number): number => effect(b) - effect(a) || a - b;
  const lost = facts.survival
    .filter(({ index, verdict }) => verdict === 'lost' && !facts.pinned.includes(index))
    .map(({ index }) => index);
  let plan = planOf(facts, []);
  const kinds = new Set<unknown>();
  for (const index of [...[...facts.pinned].sort(byEffect), ...lost.sort(byEffect)]) {
    const kind = facts.kinds[index];
    const more = planOf(facts, [...plan.pinned, index]);
    if (kinds.has(kind) || more.pinned.length === facts.each.length || rowsOf(more) > budget) continue;
    plan = more;
    kinds.add(kind);
  }
  return { ...plan, vectors: Math.max(1, Math.min(facts.model.vectors, budget - plan.pinnedTokens)) };
}

/** Rows in front of a query. */
export const rowsOf = ({ vectors, pinnedTokens }: PinPlan): number => vectors + pinnedTokens;
