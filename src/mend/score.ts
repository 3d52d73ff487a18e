import { argMax, softmax } from './logits';

export interface Ranked {
  /** Index of the option predicted. */
  readonly best: number;
  /** Mean log-likelihood of each option's tokens, in nats. */
  readonly scores: readonly number[];
  /** Softmax over the options of the summed log-likelihoods. */
  readonly probabilities: readonly number[];
}

/**
 * Ranks options by the mean log-likelihood of their tokens, so that long options are not at a disadvantage; the probabilities are of the
 * whole options (softmax of the sums), so the most probable option need not be the predicted one when lengths differ.
 */
export function rankOptions(optionLogProbs: readonly (readonly number[])[]): Ranked {
  const sums = optionLogProbs.map((tokens) => tokens.reduce((sum, value) => sum + value, 0));
  const scores = sums.map((sum, index) => sum / (optionLogProbs[index]?.length ?? 1));
  return { best: argMax(scores), scores, probabilities: softmax(sums) };
}
