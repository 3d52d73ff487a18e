import type { Limits } from './budget';
import { defaultMaxTokens, generate } from './generate';
import type { Generation } from './report';
import { rankOptions } from './score';
import type { Prefix, TargetLM } from './targetLm';
import type { TextCodec } from './template';

/** How a query is answered: from a set of options (with the tokens of each), or with generated text. */
export type Manner =
  | { readonly options: readonly string[]; readonly ids: readonly (readonly number[])[] }
  | { readonly generation: Generation };

/** The answer to one query over one prefix. */
export interface Answer {
  readonly prediction: string;
  /** One per option, in their order, the highest that of the prediction; absent when text was generated. */
  readonly probabilities?: readonly number[];
  /** Logits of the first token after the query, `[vocabulary]`. */
  readonly next: Float32Array;
}

/** Tokens to keep free behind the query. A long generation takes what is left, but no more than half an example from the query. */
export function answerTokens({ exampleTokens }: Limits, manner: Manner): number {
  if ('ids' in manner) return Math.max(...manner.ids.map((ids) => ids.length));
  return Math.min(manner.generation.maxTokens ?? defaultMaxTokens, Math.floor(exampleTokens / 2));
}

/** Answers a query's tokens over a prefix made beforehand. Cancellable between runs. */
export async function answer(
  target: TargetLM,
  codec: TextCodec,
  prefix: Prefix,
  query: readonly number[],
  manner: Manner,
  signal?: AbortSignal,
): Promise<Answer> {
  if ('ids' in manner) {
    const { next, optionLogProbs } = await target.score(prefix, query, manner.ids, signal);
    const { best, probabilities } = rankOptions(optionLogProbs);
    return { prediction: manner.options[best] ?? '', probabilities, next };
  }
  const { text, next } = await generate(target, prefix, query, codec, manner.generation, signal);
  return { prediction: text, next };
}
