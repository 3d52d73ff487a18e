import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as vscode from 'vscode';
import {
  type Finding,
  lint,
  type LintDocument,
  type ModelTokens,
  readDocument,
  ruleIds,
  type RuleSettings,
} from '../../linter';

/** Larger documents are data, not prompts; checking them would hold up what is typed. */
const MOST_CHARACTERS = 2_000_000;

/** Every rule but the one that needs tokens is off: the others have been asked. */
const ONLY_WINDOW: RuleSettings = Object.fromEntries(
  ruleIds.filter((id) => id !== 'over-window').map((id) => [id, 'off']),
);

/** Reads a document for the rules; undefined if it is too large. */
export function readFor(document: vscode.TextDocument): LintDocument | undefined {
  const text = document.getText();
  if (text.length > MOST_CHARACTERS) return undefined;
  return readDocument(text, { languageId: document.languageId, fileName: path.basename(document.fileName) });
}

/** What the rules find that need nothing but the text. Lets others have their turn between two of them. @throws UserError `cancelled` */
export function findingsOf(
  document: LintDocument,
  rules: RuleSettings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return lint(document, { rules: { ...rules, 'over-window': 'off' }, signal, pause: () => nextTurn() });
}

/** Counts the tokens of a block's demonstrations where that costs no model's start. */
export type CountTokens = (
  demonstrations: LintDocument['blocks'][number]['demonstrations'],
  signal: AbortSignal,
) => Promise<ModelTokens | undefined>;

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
      const tokens = await count(block.demonstrations, signal);
      return tokens ? [{ ...block, tokens }] : [];
    }),
  );
  return lint({ ...document, blocks: counted.flat() }, { rules: { ...rules, ...ONLY_WINDOW }, signal });
}
