import type { Arm, Fidelity } from '../src/engine/methods';
import type { Foretelling } from '../src/panel/protocol';
import { t } from './l10n';
import { decimal, wholePercent } from './numbers';

/** Numbers and judgements as words. */

/** The names of the arms as the panel shows them. */
export const armNames: Record<Arm, string> = {
  zeroShot: t('Zero-shot'),
  fullIcl: t('Full ICL'),
  fewerShot: t('Fewer shots'),
  distilled: t('Distilled'),
};

/** `1 token`, `2 tokens`. */
export const tokens = (count: number): string => t(count === 1 ? '1 token' : '{0} tokens', count);

/** `1 vector`, `2 vectors`. */
export const vectors = (count: number): string => t(count === 1 ? '1 vector' : '{0} vectors', count);

/** A probability as whole percents, with the ends kept apart from certainty. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value > 0 && value < 1) return `<${wholePercent(0.01)}`;
  if (value < 100 && value > 99) return `>${wholePercent(0.99)}`;
  return wholePercent(probability);
}

export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return t('{0} s', decimal(milliseconds / 1000, 1));
  return t('{0} ms', decimal(milliseconds, milliseconds < 10 ? 1 : 0));
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return t('{0}\u00a0B', decimal(bytes, 0));
  if (bytes < 1024 * 1024) return t('{0}\u00a0KB', decimal(bytes / 1024, 1));
  return t('{0}\u00a0MB', decimal(bytes / 1024 / 1024, 1));
}

/** `19×`, `2.4×`: how many times `larger` is of `smaller`. */
export function times(larger: number, smaller: number): string {
  const ratio = larger / smaller;
  const isWhole = ratio >= 10 || Number.isInteger(Number(ratio.toFixed(1)));
  return `${decimal(ratio, isWhole ? 0 : 1)}×`;
}

/** A value of a vector or a similarity, with a real minus sign. */
export function value(number: number): string {
  const magnitude = Math.abs(number);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
  return decimal(number, digits);
}

const FIDELITY = {
  same: {
    almost:
      'The vectors answer almost exactly like the full demonstrations: both put the same token first, KL {0} nats.',
    much: 'The vectors answer much like the full demonstrations: both put the same token first, KL {0} nats.',
    unlike:
      'The vectors answer somewhat unlike the full demonstrations: both put the same token first, KL {0} nats.',
    very: 'The vectors answer very unlike the full demonstrations: both put the same token first, KL {0} nats.',
  },
  different: {
    almost:
      'The vectors answer almost exactly like the full demonstrations: they put different tokens first, KL {0} nats.',
    much: 'The vectors answer much like the full demonstrations: they put different tokens first, KL {0} nats.',
    unlike:
      'The vectors answer somewhat unlike the full demonstrations: they put different tokens first, KL {0} nats.',
    very: 'The vectors answer very unlike the full demonstrations: they put different tokens first, KL {0} nats.',
  },
} as const;

/**
 * What a divergence in nats means. The bounds are round numbers for orientation: 0.05 nats is a shift nobody would notice in the
 * probabilities shown, 1 nat lets a likely token become an unlikely one.
 */
export function fidelityWords({ kl, top1Agreement }: Fidelity): string {
  const closeness = kl < 0.05 ? 'almost' : kl < 0.25 ? 'much' : kl < 1 ? 'unlike' : 'very';
  const first = top1Agreement >= 0.5 ? 'same' : 'different';
  return t(FIDELITY[first][closeness], decimal(kl, 3));
}

const WORTH = {
  strong:
    'On the {0} tasks this model was measured with, a larger KL went with more accuracy lost (rank correlation {1}).',
  weak: 'On the {0} tasks this model was measured with, a larger KL went a little with more accuracy lost (rank correlation {1}).',
  none: 'On the {0} tasks this model was measured with, KL did not foretell the accuracy lost: where answers differ, check them against labels (rank correlation {1}).',
} as const;

/**
 * What the divergence has been worth as a warning. The bounds are the usual words for correlations: 0.3 weak, 0.6 strong (Evans 1996).
 * Vectors that differ from full ICL are not always the worse for it, so this may well be nothing.
 */
export function foretellingWords({ tasks, kl }: Foretelling): string {
  return t(WORTH[kl >= 0.6 ? 'strong' : kl >= 0.3 ? 'weak' : 'none'], tasks, value(kl));
}

/** Makes the blanks of a token visible, since they tell ` good` from `good`. */
export function visible(token: string): string {
  return token.replaceAll(' ', '␣').replaceAll('\n', '⏎').replaceAll('\t', '⇥');
}
