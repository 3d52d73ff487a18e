import type { Prefix, TargetLM } from '../targetLm';
import type { TextCodec } from '../template';
import { logSumExp } from '../logits';

/** One token a character (its code), so that token counts are lengths of texts. */
export const characters: TextCodec = {
  tokenizer: {
    encode: (text) => Array.from(text, (character) => character.codePointAt(0) ?? 0),
    decode: (ids) => String.fromCodePoint(...ids),
    longestToken: 1,
  },
  template: { inputPrefix: '', inputSuffix: ':', outputPrefix: '', outputSuffix: '.' },
  special: new Set(),
};

interface Read extends Prefix {
  readonly ids: readonly number[];
}

/** A target LM over `vocabulary` tokens whose logits are any function of all tokens read. Vectors read as the tokens `round(first value)`. */
export function fakeLm(
  logits: (read: readonly number[]) => readonly number[],
  contextTokens = 1000,
): TargetLM & { readonly runs: string[] } {
  const runs: string[] = [];
  const prefixOf = (ids: readonly number[]): Read => ({ ids, length: ids.length, bytes: 0 });
  const next = (ids: readonly number[]): Float32Array => Float32Array.from(logits(ids));
  const read = (prefix: Prefix): readonly number[] => (prefix as Read).ids;
  return {
    runs,
    contextTokens,
    oneText: true,
    empty: prefixOf([]),
    prefillTokens: async (ids) => (runs.push('prefill'), prefixOf(ids)),
    prefillVectors: async ({ data, count, width }) =>
      prefixOf(Array.from({ length: count }, (_, row) => Math.round(data[row * width] ?? 0))),
    extend: async (prefix, ids) => {
      runs.push('extend');
      const all = [...read(prefix), ...ids];
      return { prefix: prefixOf(all), next: next(all) };
    },
    score: async (prefix, query, options) => {
      runs.push('score');
      const all = [...read(prefix), ...query];
      const logProb = (option: readonly number[], at: number): number => {
        const values = next([...all, ...option.slice(0, at)]);
        return (values[option[at] ?? 0] ?? 0) - logSumExp(values);
      };
      return {
        next: next(all),
        optionLogProbs: options.map((option) => option.map((_, at) => logProb(option, at))),
      };
    },
  };
}
