import type { Demonstration } from '../../demonstrations/types';
import { fitDemonstrations, type Limits } from '../budget';
import type { TextCodec } from '../template';

/** Tokens of each demonstration by itself; undefined where one does not even fit alone. */
export function tokensOfEach(
  codec: TextCodec,
  limits: Limits,
  demonstrations: readonly Demonstration[],
): readonly (readonly number[] | undefined)[] {
  return demonstrations.map((one) => fitDemonstrations(codec, limits, [one]).kept[0]?.ids);
}

/**
 * Tokens of the whole demonstrations that fit into `room` tokens, the first ones of `ranked` before others; the first of all stands last, next
 * to the query. As `that_fit` of training/mend_training/baselines/choice.py.
 */
export function thatFit(ranked: readonly (readonly number[] | undefined)[], room: number): readonly number[] {
  const kept: (readonly number[])[] = [];
  let left = room;
  for (const ids of ranked) {
    if (!ids || ids.length > left) continue;
    kept.unshift(ids);
    left -= ids.length;
  }
  return kept.flat();
}
