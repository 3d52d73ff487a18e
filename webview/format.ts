import type { Arm, Fidelity } from '../src/engine/methods';
import type { Foretelling } from '../src/panel/protocol';

/** Numbers and judgements as words. English, with the separators of the reader's locale left out: panels are narrow. */

/** The names of the arms as the panel shows them. */
export const armNames: Record<Arm, string> = {
  zeroShot: 'Zero-shot',
  fullIcl: 'Full ICL',
  fewerShot: 'Fewer shots',
  distilled: 'Distilled',
};

/** `1 token`, `2 tokens`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A probability as whole percents, with the ends kept apart from certainty. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value > 0 && value < 1) return '<1%';
  if (value < 100 && value > 99) return '>99%';
  return `${Math.round(value)}%`;
}

export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes}\u00a0B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)}\u00a0KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)}\u00a0MB`;
}

/** `19×`, `2.4×`: how many times `larger` is of `smaller`. */
export function times(larger: number, smaller: number): string {
  const ratio = larger / smaller;
  return `${ratio >= 10 ? Math.round(ratio) : Number(ratio.toFixed(1))}×`;
}

/** A value of a vector or a similarity, with a real minus sign. */
export function value(number: number): string {
  const magnitude = Math.abs(number);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
  return number.toFixed(digits).replace('-', '−');
}

/**
 * What a divergence in nats means. The bounds are round numbers for orientation: 0.05 nats is a shift nobody would notice in the
 * probabilities shown, 1 nat lets a likely token become an unlikely one.
 */
export function fidelityWords({ kl, top1Agreement }: Fidelity): string {
  const closeness =
    kl < 0.05 ? 'almost exactly like' : kl < 0.25 ? 'much like' : kl < 1 ? 'somewhat unlike' : 'very unlike';
  const token = top1Agreement >= 0.5 ? 'both put the same token first' : 'they put different tokens first';
  return `The vectors answer ${closeness} the full demonstrations: ${token}, KL ${kl.toFixed(3)} nats.`;
}

/**
 * What the divergence has been worth as a warning. The bounds are the usual words for correlations: 0.3 weak, 0.6 strong (Evans 1996).
 * Vectors that differ from full ICL are not always the worse for it, so this may well be nothing.
 */
export function foretellingWords({ tasks, kl }: Foretelling): string {
  const worth =
    kl >= 0.6
      ? 'a larger KL went with more accuracy lost'
      : kl >= 0.3
        ? 'a larger KL went a little with more accuracy lost'
        : 'KL did not foretell the accuracy lost: where answers differ, check them against labels';
  return `On the ${tasks} tasks this model was measured with, ${worth} (rank correlation ${value(kl)}).`;
}

/** Makes the blanks of a token visible, since they tell ` good` from `good`. */
export function visible(token: string): string {
  return token.replaceAll(' ', '␣').replaceAll('\n', '⏎').replaceAll('\t', '⇥');
}
