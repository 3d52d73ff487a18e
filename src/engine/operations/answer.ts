import { defaultMaxTokens, generate } from '../../mend/generate';
import { rankOptions } from '../../mend/score';
import type { Prefix } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import type { ArmPrediction, Generation } from '../methods';

/** How a query is answered: from a set of options, or with generated text. */
export type Manner =
  | { readonly options: readonly string[]; readonly ids: readonly (readonly number[])[] }
  | { readonly generation: Generation };

/** One arm's answer, with the logits of the first token after the query, `[vocabulary]`. */
export interface Answer {
  readonly prediction: ArmPrediction;
  readonly next: Float32Array;
}

/** Tokens to keep free behind the query. A long generation takes what is left, but no more than half an example from the query. */
export function answerTokens(model: LoadedModel, manner: Manner): number {
  if ('ids' in manner) return Math.max(...manner.ids.map((ids) => ids.length));
  const half = Math.floor(model.manifest.limits.exampleTokens / 2);
  return Math.min(manner.generation.maxTokens ?? defaultMaxTokens, half);
}

/**
 * Answers a query over a prefix made beforehand. `milliseconds` is the time of this alone: what a further query costs while the prefix is
 * kept, with vectors as with demonstrations.
 */
export async function answer(
  model: LoadedModel,
  prefix: Prefix,
  query: readonly number[],
  manner: Manner,
  clock: () => number,
  signal: AbortSignal,
): Promise<Answer> {
  const start = clock();
  const cost = (): Pick<ArmPrediction, 'prefixTokens' | 'queryTokens' | 'milliseconds'> => ({
    prefixTokens: prefix.length,
    queryTokens: query.length,
    milliseconds: clock() - start,
  });
  if ('ids' in manner) {
    const scored = await model.target.score(prefix, query, manner.ids, signal);
    const { best, probabilities } = rankOptions(scored.optionLogProbs);
    return {
      prediction: { prediction: manner.options[best] ?? '', probabilities, ...cost() },
      next: scored.next,
    };
  }
  const generated = await generate(model.target, prefix, query, model.codec, manner.generation, signal);
  return { prediction: { prediction: generated.text, ...cost() }, next: generated.next };
}
