import { claimedDifference } from './spread';
import type { Costs, Way } from './ways';

/** From how many queries between two edits on one way costs less than another: at once or from then on, only up to so many, or never. */
export type Pays =
  | { readonly kind: 'from'; readonly queries: number }
  | { readonly kind: 'upTo'; readonly queries: number }
  | { readonly kind: 'never' };

/** Differences that decide, first way minus second, in milliseconds. */
export interface Difference {
  readonly edit: number;
  readonly answer: number;
}

/**
 * When the first way costs less: it must hold that `edit + n * answer < 0` over the `n` queries (at least one) between two edits.
 */
export function pays({ edit, answer }: Difference): Pays {
  if (answer < 0) return { kind: 'from', queries: edit < 0 ? 1 : Math.floor(edit / -answer) + 1 };
  if (edit >= 0) return { kind: 'never' };
  if (answer === 0) return { kind: 'from', queries: 1 };
  const queries = Math.ceil(-edit / answer) - 1;
  return queries < 1 ? { kind: 'never' } : { kind: 'upTo', queries };
}

/** The same of two ways that were measured, on the safe side: what speaks against the first counts always, what speaks for it where it is shown. */
export function paysBeside(costs: Costs, first: Way, second: Way): Pays {
  return pays(differenceOf(costs, first, second));
}

/** Which way to use from how many queries between two edits on. */
export interface Phase {
  readonly from: number;
  readonly way: Contender;
}

/**
 * The ways that answer from the demonstrations. In order of choice where nothing is shown: the first keeps nothing, the second answers as it
 * does, and the third has to show that it is cheaper than both.
 */
export const contenders = ['fullIcl', 'exactKv', 'distilled'] as const;
export type Contender = (typeof contenders)[number];

/**
 * The way to use for every number of queries between two edits: phases in order, the first from 1 on. A way gives way to another only where
 * that one is shown to cost less, so that two that nothing tells apart do not take turns.
 */
export function phases(costs: Costs): readonly Phase[] {
  const found: Phase[] = [];
  for (const from of turningPoints(costs)) {
    const before = found.at(-1)?.way;
    const way = cheapest(costs, from, before ?? 'fullIcl');
    if (way !== before) found.push({ from, way });
  }
  return found;
}

/** Numbers of queries at which some way starts or ends to cost less than another. */
function turningPoints(costs: Costs): readonly number[] {
  const points = new Set([1]);
  for (const first of contenders)
    for (const second of contenders) {
      const found = paysBeside(costs, first, second);
      if (found.kind === 'from') points.add(found.queries);
      if (found.kind === 'upTo') points.add(found.queries + 1);
    }
  return [...points].sort((a, b) => a - b);
}

function cheapest(costs: Costs, queries: number, before: Contender): Contender {
  return contenders.reduce<Contender>((best, way) => {
    const { edit, answer } = differenceOf(costs, way, best);
    return edit + queries * answer < 0 ? way : best;
  }, before);
}

function differenceOf(costs: Costs, first: Way, second: Way): Difference {
  const [one, other] = [costs[first], costs[second]];
  return {
    edit: claimedDifference(one.edit, other.edit),
    answer: claimedDifference(one.answer, other.answer),
  };
}
