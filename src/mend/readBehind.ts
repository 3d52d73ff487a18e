import { sharedLength } from './sharedLength';
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
  const [nearest] = before
    .map(({ ids: known, prefix }) => ({ prefix, shared: sharedLength(known, ids) }))
    .sort((one, other) => other.shared - one.shared);
  const start = nearest && nearest.shared > 0 ? target.cut?.(nearest.prefix, nearest.shared) : undefined;
  if (!nearest || !start) return target.prefillTokens(ids, signal);
  if (nearest.shared === ids.length) return start;
  const { prefix } = await target.extend(start, ids.slice(nearest.shared), signal);
  start.release?.();
  return prefix;
}
