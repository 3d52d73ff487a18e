import { tokensOf, type KeptDemonstration } from './budget';

/**
 * Which position ids the distiller's placeholders take: those of the demonstrations' answers (`copies`: and the graph lets them start
 * from the tokens there), or the ones after the last token (docs/model-folder.md, "Placeholders").
 */
export type Anchors = 'answers' | 'copies' | 'after';

/** Position ids of `count` placeholders behind the demonstrations kept (at least one). */
export function placeholderPositions(
  anchors: Anchors,
  kept: readonly KeptDemonstration[],
  count: number,
): readonly number[] {
  return anchors === 'after' ? after(kept, count) : atAnswers(kept, count);
}

function after(kept: readonly KeptDemonstration[], count: number): readonly number[] {
  const tokens = tokensOf({ kept }).length;
  return Array.from({ length: count }, (_, index) => tokens + index);
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
