import * as vscode from 'vscode';
import type { Services } from '../services';
import { Linter } from './linter';
import { QuickFixes } from './quickFixes';
import { tokenCounts } from './tokenCounts';

/** Starts the linter with its quick fixes. `docs`: the page that explains the rules. */
export function registerLinter(services: Services, docs: vscode.Uri): vscode.Disposable {
  const linter = new Linter(docs, services.reporter, services.blocks.reader, tokenCounts(services));
  return vscode.Disposable.from(
    linter,
    vscode.languages.registerCodeActionsProvider('*', new QuickFixes(linter), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    services.blocks.counts.onDidChange(() => linter.checkVisible()),
  );
}
