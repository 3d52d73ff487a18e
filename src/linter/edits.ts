import type { Edit, LintBlock } from './types';

/** The text with the edits made. They must not overlap; their order does not matter. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const inOrder = [...edits].sort((one, other) => one.start - other.start);
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: inserted } of inOrder) {
    parts.push(text.slice(from, start), inserted);
    from = end;
  }
  return [...parts, text.slice(from)].join('');
}

/** Takes one demonstration out, with what separates it from the next one (from the one before, if it is the last). */
export function removal({ demonstrations, query }: LintBlock, index: number): Edit | undefined {
  const one = demonstrations[index];
  const next = demonstrations[index + 1] ?? query;
  if (one && next) return { start: one.start, end: next.start, text: '' };
  const before = demonstrations[index - 1];
  return one && before ? { start: before.end, end: one.end, text: '' } : undefined;
}

/** Several at once; what they have in common is taken out once. */
export function removals(block: LintBlock, indices: readonly number[]): readonly Edit[] {
  const merged: { start: number; end: number; text: string }[] = [];
  for (const index of [...indices].sort((one, other) => one - other)) {
    const edit = removal(block, index);
    const last = merged.at(-1);
    if (!edit) continue;
    if (last && edit.start <= last.end) last.end = Math.max(last.end, edit.end);
    else merged.push({ ...edit });
  }
  return merged;
}

/** Puts the demonstrations into another order, each into the place of another; what stands between them stays. `order`: indices of the old ones. */
export function reordering(
  text: string,
  { demonstrations }: LintBlock,
  order: readonly number[],
): readonly Edit[] {
  return order.flatMap((from, to) => {
    const [place, source] = [demonstrations[to], demonstrations[from]];
    if (!place || !source || from === to) return [];
    return [{ start: place.start, end: place.end, text: text.slice(source.start, source.end) }];
  });
}
