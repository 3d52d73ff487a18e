import * as vscode from 'vscode';
import type { Finding, Fix } from '../../linter';
import { inWords, type Sentence } from '../../shared/sentence';

const inLanguage = (sentence: Sentence): string =>
  inWords(sentence, (template, ...values) => vscode.l10n.t(template, ...values));

/** A finding as the editor shows it. `docs`: the page whose headings are the rules' ids. */
export function toDiagnostic(
  document: vscode.TextDocument,
  { rule, severity, message, start, end, related }: Finding,
  docs: vscode.Uri,
): vscode.Diagnostic {
  const range = (from: number, to: number): vscode.Range =>
    new vscode.Range(document.positionAt(from), document.positionAt(to));
  const diagnostic = new vscode.Diagnostic(
    range(start, end),
    inLanguage(message),
    severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information,
  );
  diagnostic.source = 'MEND';
  diagnostic.code = { value: rule, target: docs.with({ fragment: rule }) };
  if (related) {
    const location = new vscode.Location(document.uri, range(related.start, related.end));
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(location, inLanguage(related.message)),
    ];
  }
  return diagnostic;
}

/** A fix as a quick fix. */
export function toAction(
  document: vscode.TextDocument,
  fix: Fix,
  diagnostic: vscode.Diagnostic,
  preferred: boolean,
): vscode.CodeAction {
  const action = new vscode.CodeAction(inLanguage(fix.title), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = preferred;
  action.edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of fix.edits) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    action.edit.replace(document.uri, range, text);
  }
  return action;
}

/** Opens the setting in which the rules are switched off one by one. */
export function toSettingsAction(rule: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const title = vscode.l10n.t('Set or switch off the rule {0}', rule);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = { title, command: 'workbench.action.openSettings', arguments: ['@id:mend.lint.rules'] };
  return action;
}
