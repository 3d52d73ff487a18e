import type { Demonstration } from '../../demonstrations/types';
import { fitDemonstrations, tokensOf } from '../budget';
import { distil } from '../distil';
import type { Prefix } from '../targetLm';
import type { Bench, Query } from './bench';
import type { Way } from './ways';

/** What a way keeps once the demonstrations are prepared, and how it answers from there. */
export interface Prepared {
  readonly keptBytes: number;
  readonly prefixTokens: number;
  answer(query: Query): Promise<unknown>;
  /** Nobody may use it afterwards. */
  release(): void;
}

/** How each way gets ready: from the text of the demonstrations to what it answers with. Nothing is taken from a cache. */
export function preparations(
  { target, distiller, codec, limits }: Bench,
  demonstrations: readonly Demonstration[],
  vectors: number | undefined,
  signal: AbortSignal | undefined,
): Readonly<Record<Way, () => Promise<Prepared>>> {
  const fit = () => fitDemonstrations(codec, limits, demonstrations);
  const answerOver =
    (prefix: Prefix) =>
    ({ ids, options }: Query) =>
      target.score(prefix, ids, options, signal);
  const keeping = (prefix: Prefix): Prepared => ({
    keptBytes: prefix.bytes,
    prefixTokens: prefix.length,
    answer: answerOver(prefix),
    release: () => prefix.release?.(),
  });
  // Nothing is kept, so that there is nothing to release.
  const reading = (tokens: readonly number[], answer: Prepared['answer']): Prepared => ({
    keptBytes: 0,
    prefixTokens: tokens.length,
    answer,
    release: () => undefined,
  });
  return {
    zeroShot: () => Promise.resolve(reading([], answerOver(target.empty))),
    fullIcl: () => {
      const tokens = tokensOf(fit());
      // One run where it may be one: two take 8 % longer with 270 tokens, and a quarter with 80 (mend-gpt2-mini).
      const together = ({ ids, options }: Query) =>
        target.score(target.empty, [...tokens, ...ids], options, signal);
      const apart = async (query: Query): Promise<void> => {
        const prefix = await target.prefillTokens(tokens, signal);
        await answerOver(prefix)(query);
        prefix.release?.();
      };
      return Promise.resolve(reading(tokens, target.oneText ? together : apart));
    },
    exactKv: async () => keeping(await target.prefillTokens(tokensOf(fit()), signal)),
    distilled: async () => {
      const made = await distil(distiller, fit().kept, vectors, signal);
      return keeping(await target.prefillVectors(made, signal));
    },
  };
}
