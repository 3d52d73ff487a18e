import type { VectorComparison, VectorFile } from '../vectors';

/** What a comparison of two vector files comes to: one sentence for each question. */
export function findings(
  first: VectorFile,
  second: VectorFile,
  comparison: VectorComparison | undefined,
): readonly string[] {
  return [
    modelFinding(first, second),
    demonstrationFinding(first, second),
    comparison
      ? vectorFinding(first, second, comparison)
      : `Their widths are ${first.width} and ${second.width}: there is no angle between such vectors.`,
  ];
}

function modelFinding({ metadata: first }: VectorFile, { metadata: second }: VectorFile): string {
  const same = (key: 'targetHash' | 'tokenizerHash' | 'distillerHash' | 'dtype'): boolean =>
    first[key] === second[key];
  if (!same('targetHash')) {
    return first.targetId === second.targetId
      ? `They were made for other weights of ${first.targetId}: their vectors do not mean the same to it.`
      : `The first was made for ${first.targetId} and the second for ${second.targetId}: an angle between their vectors means nothing.`;
  }
  const target = `Both were made for the same ${first.targetId}`;
  if (!same('tokenizerHash') || JSON.stringify(first.template) !== JSON.stringify(second.template))
    return `${target}, but for different tokenizers or templates: a query reaches it as other tokens.`;
  if (!same('distillerHash'))
    return `${target}, by different distillers (${first.distillerId} and ${second.distillerId}): either can take the other’s place.`;
  return same('dtype')
    ? `${target} by the same distiller: either can take the other’s place.`
    : `${target} by the same distiller in different precisions (${first.dtype} and ${second.dtype}): either can take the other’s place.`;
}

function demonstrationFinding({ metadata: first }: VectorFile, { metadata: second }: VectorFile): string {
  const [one, other] = [first.demonstrationSha256, second.demonstrationSha256];
  if (one.length === 0 || other.length === 0)
    return 'Of at least one of them no demonstrations are known, so nothing can be said about those.';
  const known = new Set(one);
  const shared = other.filter((hash) => known.has(hash)).length;
  if (shared === 0) return `They share none of their ${one.length} and ${other.length} demonstrations.`;
  if (shared === one.length && shared === other.length)
    return one.every((hash, index) => hash === other[index])
      ? `Both were made from the same ${one.length} demonstrations, in the same order.`
      : `Both were made from the same ${one.length} demonstrations, in another order.`;
  return `${shared} of the second’s ${other.length} demonstrations are among the first’s ${one.length}.`;
}

function vectorFinding(
  first: VectorFile,
  second: VectorFile,
  { identical, matching }: VectorComparison,
): string {
  if (identical) return `Their ${first.count} vectors are the same to the last bit.`;
  const mean = matching.reduce((sum, cosine) => sum + cosine, 0) / matching.length;
  const lowest = Math.min(...matching);
  const lowestAt = matching.indexOf(lowest) + 1;
  const counts =
    first.count === second.count
      ? `Of their ${first.count} vectors`
      : `The first has ${first.count} vectors and the second ${second.count}; of the first ${matching.length}`;
  return `${counts}, those with the same number have a mean cosine of ${shown(mean)}; the least alike are the two #${lowestAt} (${shown(lowest)}).`;
}

const shown = (cosine: number): string => cosine.toFixed(3).replace('-', '−');
