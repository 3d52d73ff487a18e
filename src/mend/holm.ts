/**
 * Holm's adjusted p-values, in the order given: each may be held against the level as if it stood alone, and the chance of any false finding
 * among all stays below it (Holm 1979, Scandinavian Journal of Statistics 6, 65-70).
 */
export function holm(ps: readonly number[]): readonly number[] {
  const order = [...ps.keys()].sort((one, other) => (ps[one] ?? 1) - (ps[other] ?? 1));
  const adjusted = new Array<number>(ps.length).fill(1);
  let reached = 0;
  for (const [rank, place] of order.entries()) {
    reached = Math.max(reached, Math.min(1, (ps.length - rank) * (ps[place] ?? 1)));
    adjusted[place] = reached;
  }
  return adjusted;
}
