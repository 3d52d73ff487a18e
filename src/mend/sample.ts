import { argMax, softmax } from './logits';
import type { Random } from './random';

export interface Sampling {
  /** 0 = greedy: the most probable token. */
  readonly temperature: number;
  /** Keep the k most probable tokens; undefined keeps all. */
  readonly topK?: number | undefined;
  /** Keep the fewest most probable tokens whose probability reaches p; undefined keeps all. */
  readonly topP?: number | undefined;
}

/** Draws the next token: temperature first, then top-k, then top-p, as the usual samplers do. */
export function sampleToken(logits: Float32Array, sampling: Sampling, random: Random): number {
  if (sampling.temperature === 0) return argMax(logits);
  const probabilities = softmax(logits.map((logit) => logit / sampling.temperature));
  const order = probabilities.map((_, index) => index);
  order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
  const candidates = nucleus(order.slice(0, sampling.topK), probabilities, sampling.topP ?? 1);
  const mass = candidates.reduce((sum, token) => sum + (probabilities[token] ?? 0), 0);
  let left = random() * mass;
  for (const token of candidates) {
    left -= probabilities[token] ?? 0;
    if (left < 0) return token;
  }
  return candidates[0] ?? argMax(logits);
}

function nucleus(
  order: readonly number[],
  probabilities: readonly number[],
  topP: number,
): readonly number[] {
  const mass = order.reduce((sum, token) => sum + (probabilities[token] ?? 0), 0);
  let reached = 0;
  const end = order.findIndex((token) => (reached += probabilities[token] ?? 0) >= topP * mass);
  return end < 0 ? order : order.slice(0, end + 1);
}
