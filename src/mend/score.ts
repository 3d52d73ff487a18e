import { argMax, softmax } from './logits';

export interface Ranked {
  /** Index of the option predicted. */
  readonly best: number;
  /** Mean log-likelihood of each option's tokens, in nats. */
  readonly scores: readonly number[];
  /** Softmax of the scores over the options: in the same order as they. */
  readonly probabilities: readonly number[];
}

/** Ranks options by the mean log-likelihood of their tokens, so that long options are not at a disadvantage. */
export function rankOptions(optionLogProbs: readonly (readonly number[])[]): Ranked {
  const scores = optionLogProbs.map(
    (tokens) => tokens.reduce((sum, value) => sum + value, 0) / tokens.length,
  );
  return { best: argMax(scores), scores, probabilities: softmax(scores) };
}
