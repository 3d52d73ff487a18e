import { tokensOf, type KeptDemonstration } from './budget';

/**
 * Which position ids the distiller's placeholders take: those of the demonstrations' answers (`copies`: and the graph lets them start
 * from the tokens there; `hybrid`: copies too, half of them of the last tokens), or the ones after the last token (docs/model-folder.md,
 * "Placeholders").
 */
export type Anchors = 'answers' | 'copies' | 'hybrid' | 'after';

/** How many of `count` placeholders, the last ones, are anchored to the last tokens. */
export function recentPlaceholders(anchors: Anchors, count: number): number {
  return anchors === 'hybrid' ? Math.floor(count / 2) : 0;
}

/** Position ids of `count` placeholders behind the demonstrations kept (at least one). */
export function placeholderPositions(
  anchors: Anchors,
  kept: readonly KeptDemonstration[],
  count: number,
): readonly number[] {
  const tokens = tokensOf({ kept }).length;
  if (anchors === 'after') return Array.from({ length: count }, (_, index) => tokens + index);
  const recent = recentPlaceholders(anchors, count);
  const last = Array.from({ length: recent }, (_, index) => Math.max(0, tokens - recent + index));
  return [...atAnswers(kept, count - recent), ...last];
}

/** Every answer's first token, or `count` of them evenly; with fewer answers than placeholders the later tokens too, and again. */
function atAnswers(kept: readonly KeptDemonstration[], count: number): readonly number[] {
  const answers: { readonly start: number; readonly length: number }[] = [];
  let end = 0;
  for (const { ids, answerTokens } of kept) {
    end += ids.length;
    answers.push({ start: end - answerTokens, length: answerTokens });
  }
  if (answers.length >= count) {
    return Array.from(
      { length: count },
      (_, index) => answers[Math.floor((index * answers.length) / count)]?.start ?? 0,
    );
  }
  const longest = Math.max(...answers.map(({ length }) => length));
  const places = Array.from({ length: longest }, (_, step) =>
    answers.filter(({ length }) => step < length).map(({ start }) => start + step),
  ).flat();
  return Array.from({ length: count }, (_, index) => places[index % places.length] ?? 0);
}
