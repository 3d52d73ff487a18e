import { mcnemarExact, significanceLevel } from '../pairedTest';

/** The `share`-quantile of some values (at least one), linear between them (Hyndman & Fan 1996, definition 7). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * By how much the first way costs more than the second, as it may be claimed in the first one's favour: the difference of the medians, or 0
 * where the first is ahead and the rounds do not show it. The ways were measured side by side, so each round says which is lower, and a sign
 * test over the rounds decides: it is exact, and a few slow rounds of a busy machine do not sway it.
 */
export function claimedDifference(first: readonly number[], second: readonly number[]): number {
  const difference = median(first) - median(second);
  if (difference >= 0) return difference;
  const lower = first.filter((value, round) => value < (second[round] ?? value)).length;
  const higher = first.filter((value, round) => value > (second[round] ?? value)).length;
  return lower > higher && mcnemarExact(lower, higher) < significanceLevel ? difference : 0;
}
