import { logSumExp } from './logits';

/** Logits behind every token of some rows that were read together, `[rows, width, vocabulary]`. */
export interface RowLogits {
  readonly data: Float32Array;
  readonly width: number;
}

/** Whether some option has more than one token, so that its first tokens must be read to score the later ones. */
export function anyLong(options: readonly (readonly number[])[]): boolean {
  return options.some((option) => option.length > 1);
}

/**
 * `log p(token | query, earlier tokens)` of each token of each option. `next`: the logits behind the query, which score every first token.
 * Options of one token, the usual labels, need nothing more; `read` is called at most once, with the tokens of the others but for their
 * last, which is only predicted. Measured against one run with the query repeated for every option: 2 to 3 times faster with 14 options,
 * equal with 4, up to a quarter slower with 2 of several tokens.
 */
export async function optionLogProbs(
  next: Float32Array,
  options: readonly (readonly number[])[],
  read: (rows: readonly (readonly number[])[]) => Promise<RowLogits>,
): Promise<readonly (readonly number[])[]> {
  const normalizer = logSumExp(next);
  const rows = options.filter((option) => option.length > 1).map((option) => option.slice(0, -1));
  const behind = rows.length > 0 ? await read(rows) : undefined;
  let taken = 0;
  return options.map((option) => {
    const first = (next[option[0] ?? 0] ?? 0) - normalizer;
    if (!behind || option.length < 2) return [first];
    const row = taken++;
    const later = option.slice(1).map((token, position) => {
      const start = (row * behind.width + position) * next.length;
      const here = behind.data.subarray(start, start + next.length);
      return (here[token] ?? 0) - logSumExp(here);
    });
    return [first, ...later];
  });
}
