import { answer, type Manner } from '../../mend/answer';
import type { Prefix } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import type { ArmPrediction } from '../methods';

/** One arm's answer, with the logits of the first token after the query, `[vocabulary]`. */
export interface TimedAnswer {
  readonly prediction: ArmPrediction;
  readonly next: Float32Array;
}

/**
 * Answers a query over a prefix made beforehand. `milliseconds` is the time of this alone: what a further query costs while the prefix is
 * kept, with vectors as with demonstrations.
 */
export async function timedAnswer(
  { target, codec }: LoadedModel,
  prefix: Prefix,
  query: readonly number[],
  manner: Manner,
  clock: () => number,
  signal: AbortSignal,
): Promise<TimedAnswer> {
  const start = clock();
  const { next, ...given } = await answer(target, codec, prefix, query, manner, signal);
  const milliseconds = clock() - start;
  return {
    prediction: { ...given, prefixTokens: prefix.length, queryTokens: query.length, milliseconds },
    next,
  };
}
