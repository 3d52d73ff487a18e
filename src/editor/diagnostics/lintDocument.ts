import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { Finding, LintDocument, ModelTokens, RuleSettings } from '../../linter';
import { ruleIds } from '../../linter/types';
import { documentHint } from '../documentHint';

/** Larger documents are data, not prompts; checking them would hold up what is typed. */
const MOST_CHARACTERS = 2_000_000;

/** The rules and the parsers of all formats, which activation must not wait for. */
const reading = () => import('../../linter/reading');

/** Every rule but the one that needs tokens is off: the others have been asked. */
const ONLY_WINDOW: RuleSettings = Object.fromEntries(
  ruleIds.filter((id) => id !== 'over-window').map((id) => [id, 'off']),
);

/** Reads a document for the rules; undefined if it is too large. */
export async function readFor(document: vscode.TextDocument): Promise<LintDocument | undefined> {
  const text = document.getText();
  if (text.length > MOST_CHARACTERS) return undefined;
  const { readDocument } = await reading();
  return readDocument(text, documentHint(document));
}

/** What the rules find that need nothing but the text. Lets others have their turn between two of them. @throws UserError `cancelled` */
export async function findingsOf(
  document: LintDocument,
  rules: RuleSettings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { lint } = await reading();
  return lint(document, { rules: { ...rules, 'over-window': 'off' }, signal, pause: () => nextTurn() });
}

/** The tokens of a block's demonstrations, where that starts no model. */
export type CountTokens = (block: LintDocument['blocks'][number]) => Promise<ModelTokens | undefined>;

/** What the rule finds that needs the tokens too. @throws UserError `cancelled` */
export async function windowFindings(
  document: LintDocument,
  rules: RuleSettings,
  count: CountTokens,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (rules['over-window'] === 'off') return [];
  const counted = await Promise.all(
    document.blocks.map(async (block) => {
      const tokens = await count(block);
      return tokens ? [{ ...block, tokens }] : [];
    }),
  );
  const { lint } = await reading();
  return lint({ ...document, blocks: counted.flat() }, { rules: { ...rules, ...ONLY_WINDOW }, signal });
}
