/** Index of the largest value; the first of equals. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NEGATIVE_INFINITY;
    if (value > largest) {
      largest = value;
      best = index;
    }
  }
  return best;
}

/** `log(sum(exp(values)))`, shifted by the largest so that nothing overflows. */
export function logSumExp(values: ArrayLike<number>): number {
  const largest = values[argMax(values)] ?? 0;
  let sum = 0;
  // Indexed like `argMax`: array-likes need not be iterable.
  for (let index = 0, end = values.length; index < end; index++)
    sum += Math.exp((values[index] ?? 0) - largest);
  return largest + Math.log(sum);
}

/** Probabilities of logits (or of log-likelihoods over a closed set). */
export function softmax(values: ArrayLike<number>): number[] {
  const normalizer = logSumExp(values);
  return Array.from(values, (value) => Math.exp(value - normalizer));
}
