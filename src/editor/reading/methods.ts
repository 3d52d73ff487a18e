import type { Demonstration, FewShotBlock, PlacedQuery, SourceHint } from '../../demonstrations';
import type { Finding, ModelTokens, RuleSettings } from '../../linter';
import type { Excerpt } from './findDemonstrations';

/** A document's text, and what tells its format. */
export interface SourceText {
  readonly text: string;
  readonly hint: SourceHint;
}

/** A block of a document with the hashes of its demonstrations. */
export interface HashedBlock {
  readonly block: FewShotBlock;
  readonly hashes: readonly string[];
}

/** What to lint, and how. */
export interface LintParams extends SourceText {
  readonly rules: RuleSettings;
  /** The tokens of each of the blocks that `lintedBlocks` finds, where they are known. Only the rules that need them are asked then. */
  readonly tokens?: readonly (ModelTokens | undefined)[];
}

/** What the reading thread does. A text is searched once, whatever is asked about it. Offsets are UTF-16 code units. */
export interface ReadingMethods {
  /** The blocks that read as demonstrations without anybody saying that they are. */
  findBlocks(params: SourceText): readonly HashedBlock[];
  /** The demonstrations that are meant by a selection or a cursor. @throws UserError where there are none, or what is there is broken */
  findDemonstrations(params: Excerpt): FewShotBlock;
  /** Labelled queries. @throws UserError where there are none, or what is there is broken */
  parseQueries(params: SourceText): readonly Demonstration[];
  /** The queries of a document, labelled or not. @throws UserError where there are none, or what is there is broken */
  readQueries(params: SourceText): readonly PlacedQuery[];
  /** The blocks that the linter looks at: also those that are no valid ones. */
  lintedBlocks(params: SourceText): readonly HashedBlock[];
  /** What the rules find. @throws UserError `cancelled` */
  lint(params: LintParams): readonly Finding[];
}
