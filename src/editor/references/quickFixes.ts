import * as path from 'node:path';
import * as vscode from 'vscode';
import { vectorSuffix } from '../../vectors';
import type { Marked, ReferenceChecker } from './checker';
import { placesOf } from './places';

/** Offers what can be done about a path where the cursor is. */
export class ReferenceFixes implements vscode.CodeActionProvider {
  constructor(private readonly checker: ReferenceChecker) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    if (only && !only.intersects(vscode.CodeActionKind.QuickFix)) return [];
    const marked = this.checker.markedNow(document);
    const here = marked.filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined);
    return (await Promise.all(here.map((one) => fixesOf(document, one)))).flat();
  }
}

async function fixesOf(document: vscode.TextDocument, marked: Marked): Promise<vscode.CodeAction[]> {
  const { problem, facts, file } = marked;
  const open = file ? [action(marked, vscode.l10n.t('Open the vector file'), 'vscode.open', file)] : [];
  switch (problem.code) {
    case 'missing-vectors':
      return [...(await compressFix(document, marked)), ...pathFixes(document, marked)];
    case 'stale-vectors':
      return [...sourceFixes(marked, facts.source), ...open];
    case 'missing-model':
      return [action(marked, vscode.l10n.t('Add a model'), 'mend.addModel'), ...open];
    case 'other-model':
      return [action(marked, vscode.l10n.t('Select another model'), 'mend.selectModel'), ...open];
    case 'unreadable-vectors':
      return open;
  }
}

/** A missing file is named after the document that it would be made from. */
async function compressFix(
  document: vscode.TextDocument,
  marked: Marked,
): Promise<readonly vscode.CodeAction[]> {
  const source = marked.reference.path.slice(0, -vectorSuffix.length);
  const { file } = await placesOf(document, source);
  if (!file) return [];
  const title = vscode.l10n.t('Compress {0}', path.posix.basename(file.path));
  return [action(marked, title, 'mend.compress', file)];
}

/** Other files of the name, as paths from the document. */
function pathFixes(document: vscode.TextDocument, marked: Marked): readonly vscode.CodeAction[] {
  const folder = path.posix.dirname(document.uri.path);
  return marked.namesakes.map((uri) => {
    const relative = path.posix.relative(folder, uri.path);
    const fix = new vscode.CodeAction(
      vscode.l10n.t('Change the path to {0}', relative),
      vscode.CodeActionKind.QuickFix,
    );
    fix.diagnostics = [marked.diagnostic];
    fix.edit = new vscode.WorkspaceEdit();
    fix.edit.replace(document.uri, marked.diagnostic.range, relative);
    return fix;
  });
}

function sourceFixes(marked: Marked, source: Marked['facts']['source']): readonly vscode.CodeAction[] {
  if (!source) return [];
  const { document, start } = source;
  const openTitle = vscode.l10n.t('Open {0}', path.posix.basename(document.path));
  const open = action(marked, openTitle, 'vscode.open', document);
  if (start === undefined) return [open];
  const title = vscode.l10n.t('Compress the demonstrations again');
  return [action(marked, title, 'mend.compress', document, { start }), open];
}

function action(
  { diagnostic }: Marked,
  title: string,
  command: string,
  ...words: unknown[]
): vscode.CodeAction {
  const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  fix.diagnostics = [diagnostic];
  fix.command = { title, command, arguments: words };
  return fix;
}
