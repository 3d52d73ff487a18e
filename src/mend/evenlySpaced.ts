/** `most` of the values, evenly spaced among them; all where they are no more. */
export function evenlySpaced<T>(all: readonly T[], most: number): readonly T[] {
  const count = Math.min(most, all.length);
  return Array.from({ length: count }, (_, index) => Math.floor((index * all.length) / count)).flatMap(
    (index) => all.slice(index, index + 1),
  );
}
