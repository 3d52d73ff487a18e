/** How many numbers two lists have in common at their beginning. */
export function sharedLength(one: readonly number[], other: readonly number[]): number {
  const most = Math.min(one.length, other.length);
  for (let at = 0; at < most; at++) if (one[at] !== other[at]) return at;
  return most;
}

/** The one whose tokens have most in common with `ids` at the beginning, the first of several, and how many; undefined where none has any. */
export function nearest<T extends { readonly ids: readonly number[] }>(
  all: Iterable<T>,
  ids: readonly number[],
): { readonly one: T; readonly shared: number } | undefined {
  let found: { readonly one: T; readonly shared: number } | undefined;
  for (const one of all) {
    const shared = sharedLength(one.ids, ids);
    if (shared > (found?.shared ?? 0)) found = { one, shared };
  }
  return found;
}
