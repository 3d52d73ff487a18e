import type { Demonstration } from '../../demonstrations/types';
import { fitDemonstrations, tokensOf } from '../budget';
import { distil } from '../distil';
import { readBehind } from '../readBehind';
import { Readings } from '../readings';
import type { Prefix } from '../targetLm';
import type { Bench, Query } from './bench';
import type { Way } from './ways';

/** What a way keeps once the demonstrations are prepared, and how it answers from there. */
export interface Prepared {
  readonly keptBytes: number;
  readonly prefixTokens: number;
  answer(query: Query): Promise<unknown>;
  /** What must be done before the next query where the demonstrations are now these others: what is in common with those before counts as read. */
  edit(changed: readonly Demonstration[]): Promise<void>;
  /** Nobody may use it afterwards. */
  release(): void;
}

/** How each way gets ready: from the text of the demonstrations to what it answers with. Nothing is taken from what the engine keeps. */
export function preparations(
  { target, distiller, codec, limits }: Bench,
  demonstrations: readonly Demonstration[],
  vectors: number | undefined,
  signal: AbortSignal | undefined,
): Readonly<Record<Way, () => Promise<Prepared>>> {
  const fit = (read: readonly Demonstration[]) => fitDemonstrations(codec, limits, read);
  const answerOver =
    (prefix: Prefix) =>
    ({ ids, options }: Query) =>
      target.score(prefix, ids, options, signal);
  const keeping = (
    prefix: Prefix,
    again: (changed: readonly Demonstration[]) => Promise<Prefix>,
  ): Prepared => ({
    keptBytes: prefix.bytes,
    prefixTokens: prefix.length,
    answer: answerOver(prefix),
    edit: async (changed) => (await again(changed)).release?.(),
    release: () => prefix.release?.(),
  });
  return {
    zeroShot: () => Promise.resolve(reading([], answerOver(target.empty), () => Promise.resolve())),
    fullIcl: () => {
      const tokens = tokensOf(fit(demonstrations));
      // One run where it may be one: two take 8 % longer with 270 tokens, and a quarter with 80 (mend-gpt2-mini).
      const together = ({ ids, options }: Query) =>
        target.score(target.empty, [...tokens, ...ids], options, signal);
      const apart = async (query: Query): Promise<void> => {
        const prefix = await target.prefillTokens(tokens, signal);
        await answerOver(prefix)(query);
        prefix.release?.();
      };
      const edit = (changed: readonly Demonstration[]): Promise<void> => {
        fit(changed);
        return Promise.resolve();
      };
      return Promise.resolve(reading(tokens, target.oneText ? together : apart, edit));
    },
    exactKv: async () => {
      const ids = tokensOf(fit(demonstrations));
      const prefix = await target.prefillTokens(ids, signal);
      return keeping(prefix, (changed) =>
        readBehind(target, tokensOf(fit(changed)), [{ ids, prefix }], signal),
      );
    },
    distilled: async () => {
      const readings = new Readings();
      const make = async (read: readonly Demonstration[]): Promise<Prefix> => {
        const made = await distil(distiller, fit(read).kept, vectors, signal, readings);
        return target.prefillVectors(made, signal);
      };
      return keeping(await make(demonstrations), make);
    },
  };
}

/** Nothing is kept, so that there is nothing to release. */
function reading(tokens: readonly number[], answer: Prepared['answer'], edit: Prepared['edit']): Prepared {
  return { keptBytes: 0, prefixTokens: tokens.length, answer, edit, release: () => undefined };
}
