import { sentence, type Sentence } from '../shared/sentence';
import type { VectorComparison, VectorFile } from '../vectors';

/** What a comparison of two vector files comes to: one sentence for each question. */
export function findings(
  first: VectorFile,
  second: VectorFile,
  comparison: VectorComparison | undefined,
): readonly Sentence[] {
  return [
    modelFinding(first, second),
    demonstrationFinding(first, second),
    comparison
      ? vectorFinding(first, second, comparison)
      : sentence(
          'Their widths are {0} and {1}: there is no angle between such vectors.',
          first.width,
          second.width,
        ),
  ];
}

function modelFinding({ metadata: first }: VectorFile, { metadata: second }: VectorFile): Sentence {
  const same = (key: 'targetHash' | 'tokenizerHash' | 'distillerHash' | 'dtype'): boolean =>
    first[key] === second[key];
  const target = first.targetId;
  if (!same('targetHash')) {
    return target === second.targetId
      ? sentence('They were made for other weights of {0}: their vectors do not mean the same to it.', target)
      : sentence(
          'The first was made for {0} and the second for {1}: an angle between their vectors means nothing.',
          target,
          second.targetId,
        );
  }
  if (!same('tokenizerHash') || JSON.stringify(first.template) !== JSON.stringify(second.template))
    return sentence(
      'Both were made for the same {0}, but for different tokenizers or templates: a query reaches it as other tokens.',
      target,
    );
  if (!same('distillerHash'))
    return sentence(
      'Both were made for the same {0}, by different distillers ({1} and {2}): either can take the other’s place.',
      target,
      first.distillerId,
      second.distillerId,
    );
  return same('dtype')
    ? sentence(
        'Both were made for the same {0} by the same distiller: either can take the other’s place.',
        target,
      )
    : sentence(
        'Both were made for the same {0} by the same distiller in different precisions ({1} and {2}): either can take the other’s place.',
        target,
        first.dtype,
        second.dtype,
      );
}

function demonstrationFinding({ metadata: first }: VectorFile, { metadata: second }: VectorFile): Sentence {
  const [one, other] = [first.demonstrationSha256, second.demonstrationSha256];
  if (one.length === 0 || other.length === 0)
    return sentence(
      'Of at least one of them no demonstrations are known, so nothing can be said about those.',
    );
  const known = new Set(one);
  const shared = other.filter((hash) => known.has(hash)).length;
  if (shared === 0)
    return sentence('They share none of their {0} and {1} demonstrations.', one.length, other.length);
  if (shared === one.length && shared === other.length)
    return sentence(
      one.every((hash, index) => hash === other[index])
        ? 'Both were made from the same {0} demonstrations, in the same order.'
        : 'Both were made from the same {0} demonstrations, in another order.',
      one.length,
    );
  return sentence(
    '{0} of the second’s {1} demonstrations are among the first’s {2}.',
    shared,
    other.length,
    one.length,
  );
}

function vectorFinding(
  first: VectorFile,
  second: VectorFile,
  { identical, matching }: VectorComparison,
): Sentence {
  if (identical) return sentence('Their {0} vectors are the same to the last bit.', first.count);
  const mean = matching.reduce((sum, cosine) => sum + cosine, 0) / matching.length;
  const lowest = Math.min(...matching);
  const alike = [shown(mean), matching.indexOf(lowest) + 1, shown(lowest)] as const;
  return first.count === second.count
    ? sentence(
        'Of their {0} vectors, those with the same number have a mean cosine of {1}; the least alike are the two #{2} ({3}).',
        first.count,
        ...alike,
      )
    : sentence(
        'The first has {0} vectors and the second {1}; of the first {2}, those with the same number have a mean cosine of {3}; the least alike are the two #{4} ({5}).',
        first.count,
        second.count,
        matching.length,
        ...alike,
      );
}

const shown = (cosine: number): string => cosine.toFixed(3).replace('-', '−');
