import { recentPlaceholders, type Anchors } from './anchors';

/**
 * How many of `total` vectors stand for demonstrations of `tokens` tokens where nobody asks for a number: as many as are `leastRatio` times
 * fewer than the tokens; all where the model names no ratio (docs/model-folder.md, "Placeholders").
 */
export function usualCount(total: number, tokens: number, leastRatio?: number): number {
  return leastRatio === undefined ? total : Math.max(1, Math.min(total, Math.floor(tokens / leastRatio)));
}

/**
 * Which of `total` vectors are taken, in their order, where `count` are wanted: the first; of a `hybrid` the last half of them from the end,
 * and before them anchors of answers that are spread evenly.
 */
export function keptVectors(anchors: Anchors, total: number, count: number): readonly number[] {
  const allRecent = recentPlaceholders(anchors, total);
  if (allRecent === 0) return Array.from({ length: count }, (_, index) => index);
  const recent = Math.floor(count / 2);
  const answers = spread(total - allRecent)
    .slice(0, count - recent)
    .sort((a, b) => a - b);
  return [...answers, ...Array.from({ length: recent }, (_, index) => total - recent + index)];
}

/** 0 to `count` - 1 in an order whose beginnings are spread evenly: numbers by their reversed bits (van der Corput's sequence). */
function spread(count: number): number[] {
  const bits = Math.max(1, Math.ceil(Math.log2(count)));
  const reversed = (index: number): number => {
    let result = 0;
    for (let bit = 0; bit < bits; bit++) result = result * 2 + ((index >> bit) & 1);
    return result;
  };
  return Array.from({ length: 2 ** bits }, (_, index) => reversed(index)).filter((index) => index < count);
}
