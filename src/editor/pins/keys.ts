/** A name for each demonstration of a block: its hash, and which of those that repeat it word for word it is. */
export function demonstrationKeys(hashes: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return hashes.map((hash) => {
    const number = seen.get(hash) ?? 0;
    seen.set(hash, number + 1);
    return number === 0 ? hash : `${hash}#${number}`;
  });
}
