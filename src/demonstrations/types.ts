/** One example of the task: what goes in, what should come out, and the set the answer is chosen from where there is one. */
export interface Demonstration {
  readonly input: string;
  readonly output: string;
  readonly options?: readonly string[];
}

/** How the demonstrations were written in the document. */
export type BlockFormat = 'jsonl' | 'json' | 'csv' | 'tsv' | 'fields';

/** A few-shot block found in a text. Offsets are UTF-16 code units from the start of that text. */
export interface FewShotBlock {
  readonly format: BlockFormat;
  readonly start: number;
  readonly end: number;
  readonly demonstrations: readonly Demonstration[];
  /** An unanswered last example (`Input: …` with an empty `Output:`): the query the prompt was written for. */
  readonly query?: string;
}
