import type { Prefix, TargetLM, Vectors } from '../targetLm';

/** What stands in front of a query: tokens, or vectors in their place. */
export type Front = { readonly tokens: readonly number[] } | { readonly vectors: Vectors };

export function frontLength(front: Front): number {
  return 'tokens' in front ? front.tokens.length : front.vectors.count;
}

/** Reads it. The prefix is the caller's to release, but that of nothing, which is the target LM's. */
export function readFront(target: TargetLM, front: Front, signal?: AbortSignal): Promise<Prefix> {
  if ('vectors' in front) return target.prefillVectors(front.vectors, signal);
  if (front.tokens.length === 0) return Promise.resolve(target.empty);
  return target.prefillTokens(front.tokens, signal);
}
