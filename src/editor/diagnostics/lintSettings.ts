import * as vscode from 'vscode';
import type { RuleSettings } from '../../linter';
import { ruleIds } from '../../linter/types';

/** What the linter is set to for one document; undefined where it is off. */
export function readLintSettings(scope: vscode.Uri): RuleSettings | undefined {
  const settings = vscode.workspace.getConfiguration('mend.lint', scope);
  if (!settings.get<boolean>('enabled', true)) return undefined;
  return rulesIn(settings.get<unknown>('rules', {}));
}

/** Takes from a setting what it says about rules that exist; a user may have written anything. */
export function rulesIn(value: unknown): RuleSettings {
  if (typeof value !== 'object' || value === null) return {};
  const known = Object.entries(value).filter(
    ([id, setting]) =>
      ruleIds.some((rule) => rule === id) && ['off', 'info', 'warning'].includes(String(setting)),
  );
  return Object.fromEntries(known);
}
