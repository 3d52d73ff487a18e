import * as vscode from 'vscode';
import type { Services } from '../services';
import { ReferenceChecker } from './checker';
import { ReferenceHover } from './hover';
import { ReferenceFixes } from './quickFixes';
import { FactReader } from './readFacts';

/** Explains paths of vector files in any text, and marks those that lead nowhere or to what does not fit. */
export function registerReferences({ blocks, models, reporter }: Services): vscode.Disposable {
  const facts = new FactReader(models, blocks);
  const checker = new ReferenceChecker(facts, reporter);
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mend.model')) facts.forgetModels();
    }),
    checker,
    blocks.index.onDidChange(() => checker.checkVisible()),
    vscode.languages.registerHoverProvider('*', new ReferenceHover(facts)),
    vscode.languages.registerCodeActionsProvider('*', new ReferenceFixes(checker), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
