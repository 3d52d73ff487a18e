import { argMax, logSumExp } from './logits';
import type { Fidelity } from './report';

/**
 * How well the distilled vectors stand in for the demonstrations: `KL(p_full || p_distilled)` in nats, and whether both put the same token
 * first (1 or 0). Both arguments are logits over the same vocabulary.
 */
export function fidelity(full: Float32Array, distilled: Float32Array): Fidelity {
  const fullNormalizer = logSumExp(full);
  const distilledNormalizer = logSumExp(distilled);
  let kl = 0;
  for (let index = 0; index < full.length; index++) {
    const logFull = (full[index] ?? 0) - fullNormalizer;
    const logDistilled = (distilled[index] ?? 0) - distilledNormalizer;
    kl += Math.exp(logFull) * (logFull - logDistilled);
  }
  // Rounding can leave a sum of exactly equal distributions a hair below zero, which KL never is.
  return { kl: Math.max(0, kl), top1Agreement: argMax(full) === argMax(distilled) ? 1 : 0 };
}

/** Mean over queries; throws on none, since a mean of nothing would read as a perfect 0. */
export function meanFidelity(each: readonly Fidelity[]): Fidelity {
  if (each.length === 0) throw new RangeError('meanFidelity of no query');
  const mean = (pick: (one: Fidelity) => number): number =>
    each.reduce((sum, one) => sum + pick(one), 0) / each.length;
  return { kl: mean((one) => one.kl), top1Agreement: mean((one) => one.top1Agreement) };
}
