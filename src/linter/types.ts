import type { Example } from '../demonstrations/candidate';
import type { BlockFormat, TextRange } from '../demonstrations/types';
import type { TokenReport } from '../mend/report';
import type { Sentence } from '../shared/sentence';

/** Every rule, in the order they are listed in docs/linter.md; a rule's id is its heading there. */
export const ruleIds = [
  'label-imbalance',
  'label-order',
  'near-duplicate',
  'contradictory-outputs',
  'query-in-demonstrations',
  'output-outside-options',
  'inconsistent-field-name',
  'inconsistent-separator',
  'trailing-whitespace',
  'over-window',
] as const;
export type RuleId = (typeof ruleIds)[number];

/** How much a finding matters: `warning` where answers probably get worse, `info` where tokens or care are wasted. */
export type Severity = 'info' | 'warning';

/** Replaces a part of the document; every other byte stays. */
export interface Edit extends TextRange {
  readonly text: string;
}

/** One way to repair a finding. Its edits do not overlap. */
export interface Fix {
  readonly title: Sentence;
  readonly edits: readonly Edit[];
}

/** What a rule found. `message`: one sentence that says what is wrong, where, and what to do. */
export interface Problem extends TextRange {
  readonly message: Sentence;
  /** Best first. */
  readonly fixes?: readonly Fix[];
  /** Another place that the sentence speaks of. */
  readonly related?: TextRange & { readonly message: Sentence };
}

export interface Finding extends Problem {
  readonly rule: RuleId;
  readonly severity: Severity;
}

/** The tokens of a block's demonstrations as a model reads them. */
export interface ModelTokens {
  /** The model's name in sentences. */
  readonly model: string;
  readonly report: TokenReport;
}

/** A few-shot block with all that the rules look at. It need not be a valid one: what is wrong with it may be what a rule is about. */
export interface LintBlock extends TextRange {
  readonly format: BlockFormat;
  /** With their places in the document. */
  readonly demonstrations: readonly Example[];
  /** The unanswered last example. */
  readonly query?: Example;
  /** Absent where nobody has counted them. */
  readonly tokens?: ModelTokens;
}

export interface LintDocument {
  readonly text: string;
  /** Two spaces at a line's end mean something there. */
  readonly isMarkdown: boolean;
  readonly blocks: readonly LintBlock[];
  /** Numbers lines from 1, by an offset in them. */
  readonly lineOf: (offset: number) => number;
}

/** A rule: a pure function over one block. What it is not sure of it keeps to itself. */
export interface Rule {
  readonly id: RuleId;
  /** Where no setting says otherwise. */
  readonly severity: Severity;
  check(block: LintBlock, document: LintDocument): readonly Problem[];
}
