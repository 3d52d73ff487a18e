import { nearest } from './sharedLength';
import type { Prefix, TargetLM } from './targetLm';

/** A prefix and the tokens that were read for it. */
export interface TokenPrefix {
  readonly ids: readonly number[];
  readonly prefix: Prefix;
}

/**
 * What `target.prefillTokens` gives, up to rounding, where some tokens were read before: only those are read that stand behind the longest
 * beginning in common with any of them, if the model allows it.
 * @param ids at least one
 */
export async function readBehind(
  target: TargetLM,
  ids: readonly number[],
  before: readonly TokenPrefix[],
  signal?: AbortSignal,
): Promise<Prefix> {
  const known = nearest(before, ids);
  const start = known && target.cut?.(known.one.prefix, known.shared);
  if (!known || !start) return target.prefillTokens(ids, signal);
  if (known.shared === ids.length) return start;
  const { prefix } = await target.extend(start, ids.slice(known.shared), signal);
  start.release?.();
  return prefix;
}
