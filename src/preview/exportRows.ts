import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Reporter } from '../editor/reporter';
import { atomicWrite } from '../vectors';
import { csvOf } from './csv';
import type { Preview } from './preview';

/** Asks where to, and saves rows as CSV, in the order given. */
export async function exportRows(
  reporter: Reporter,
  { rows, queries }: Preview,
  places: readonly number[],
): Promise<void> {
  if (!queries) return;
  const name = `${queries.name.replace(/\.[^.]*$/, '')}.predictions.csv`;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the predictions'),
    defaultUri: vscode.Uri.joinPath(queries.uri, '..', name),
    filters: { CSV: ['csv'] },
  });
  if (!target) return;
  try {
    const bytes = new TextEncoder().encode(csvOf(rows, places));
    if (target.scheme === 'file') await atomicWrite(target.fsPath, bytes);
    else await vscode.workspace.fs.writeFile(target, bytes);
    const saved = vscode.l10n.t('{0} predictions saved in {1}.', places.length, path.basename(target.path));
    vscode.window.setStatusBarMessage(`MEND: ${saved}`, 5000);
  } catch (error) {
    reporter.show(error);
  }
}
