import * as vscode from 'vscode';
import type { Linter } from './linter';
import { toAction, toSettingsAction } from './present';

/** Offers the fixes of what the linter found where the cursor is. */
export class QuickFixes implements vscode.CodeActionProvider {
  constructor(private readonly linter: Linter) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    if (only && !only.intersects(vscode.CodeActionKind.QuickFix)) return [];
    // Places in another version of the text are no places in this one.
    const found = this.linter.checkedNow(document)?.found ?? [];
    const here = found.filter(([diagnostic]) => diagnostic.range.intersection(range) !== undefined);
    return here.flatMap(([diagnostic, { fixes = [], rule }]) => [
      ...fixes.map((fix, index) => toAction(document, fix, diagnostic, index === 0)),
      toSettingsAction(rule, diagnostic),
    ]);
  }
}
