import { trimText } from '../shared/trimText';
import type { Demonstration } from './types';

/**
 * The options a query can be answered with, trimmed, if the demonstrations are a classification: the set they all name, or the distinct outputs in
 * order of first appearance when these are few (at most half as many as demonstrations, and 2 always count as few). Undefined if answers are
 * open, if each demonstration has options of its own, or if there is only one distinct output, which leaves nothing to choose.
 */
export function inferOptions(demonstrations: readonly Demonstration[]): readonly string[] | undefined {
  const [first] = demonstrations;
  if (demonstrations.some((demonstration) => demonstration.options)) {
    const set = new Set(first?.options?.map(trimText));
    const shared = demonstrations.every(
      ({ options }) => options?.length === set.size && options.every((option) => set.has(trimText(option))),
    );
    return shared ? [...set] : undefined;
  }
  const outputs = new Set(demonstrations.map(({ output }) => trimText(output)));
  const few = Math.max(2, demonstrations.length / 2);
  return outputs.size >= 2 && outputs.size <= few ? [...outputs] : undefined;
}
