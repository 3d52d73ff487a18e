/** One example of the task: what goes in, what should come out, and the set the answer is chosen from where there is one. */
export interface Demonstration {
  readonly input: string;
  readonly output: string;
  readonly options?: readonly string[];
}

/**
 * How the demonstrations were written in the document: as records of a format (`literal`: of program text), as messages of a chat, as a
 * promptfoo test or a saved DSPy program has them, or as plain text.
 */
export type BlockFormat =
  | 'jsonl'
  | 'json'
  | 'yaml'
  | 'literal'
  | 'csv'
  | 'tsv'
  | 'table'
  | 'chat'
  | 'promptfoo'
  | 'dspy'
  | 'fields'
  | 'arrows';

/** A part of a text, in UTF-16 code units from its start; `end` is behind the last one. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A few-shot block found in a text. */
export interface FewShotBlock extends TextRange {
  readonly format: BlockFormat;
  readonly demonstrations: readonly Demonstration[];
  /** Where each demonstration stands, in the same order. */
  readonly ranges: readonly TextRange[];
  /** Documentation may be written in the same way: somebody has to say that these are demonstrations. */
  readonly unsure?: true;
  /** An unanswered last example (`Input: …` with an empty `Output:`): the query the prompt was written for. */
  readonly query?: string;
}
