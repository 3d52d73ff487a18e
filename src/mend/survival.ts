import type { DemonstrationSurvival, DemonstrationTokens } from './report';

/** From this share of its effect on a demonstration counts as kept, and from that one on as partly kept. */
const KEPT = 2 / 3;
const PARTLY = 1 / 3;

/** Nats. A change of an answer's probability by a tenth is none that anybody would notice. */
const LEAST_EFFECT = 0.1;

/** Absolute changes of normally distributed noise lie under 3 times their median in 96 of 100 cases. */
const NOISE_MEDIANS = 3;

/** An own input's answers: whether they are right with all demonstrations, and how the right one's log-probability hangs on this one, in nats. */
export interface OwnAnswers {
  readonly fullIcl: { readonly right: boolean; readonly effect: number };
  /** The effect is not measured where full ICL has none. */
  readonly distilled: { readonly right: boolean; readonly effect?: number };
}

/**
 * The effect from which on a demonstration counts as having one.
 * @param changes log-probabilities of other demonstrations' outputs with a demonstration, less those without it: what leaving out any text does
 */
export function leastEffect(changes: readonly number[]): number {
  const sorted = changes.map(Math.abs).sort((a, b) => a - b);
  return Math.max(LEAST_EFFECT, NOISE_MEDIANS * (sorted[Math.floor(sorted.length / 2)] ?? 0));
}

/**
 * The verdict on one demonstration.
 * @param fate what became of it under the token budget, or that it is pinned
 * @param own undefined where it was not measured
 * @param floor as `leastEffect` gives it
 */
export function survivalOf(
  index: number,
  fate: DemonstrationTokens['fate'] | 'text',
  own: OwnAnswers | undefined,
  floor: number,
): DemonstrationSurvival {
  if (fate === 'text') return { index, verdict: 'text' };
  if (fate === 'dropped') return { index, verdict: 'lost', reason: 'dropped' };
  if (!own)
    return { index, verdict: fate === 'cut' ? 'lost' : 'noEffect', ...(fate === 'cut' && { reason: 'cut' }) };
  const { fullIcl, distilled } = own;
  const { effect: carried } = distilled;
  const measured = {
    index,
    effect: fullIcl.effect,
    ...(carried !== undefined && { carried }),
    ...(carried !== undefined && fullIcl.effect >= floor && { survival: clip(carried / fullIcl.effect) }),
  };
  return { ...measured, ...verdictOf(fate, own, measured.survival) };
}

function verdictOf(
  fate: 'whole' | 'cut',
  { fullIcl, distilled }: OwnAnswers,
  survival: number | undefined,
): Pick<DemonstrationSurvival, 'verdict' | 'reason'> {
  if (fate === 'cut') return { verdict: 'lost', reason: 'cut' };
  if (fullIcl.right && !distilled.right) return { verdict: 'lost', reason: 'answer' };
  if (survival === undefined) return { verdict: 'noEffect' };
  if (survival >= KEPT) return { verdict: 'kept' };
  return survival >= PARTLY ? { verdict: 'partly' } : { verdict: 'lost', reason: 'effect' };
}

const clip = (share: number): number => Math.min(1, Math.max(0, share));
