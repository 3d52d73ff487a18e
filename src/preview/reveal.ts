import * as vscode from 'vscode';
import type { Reporter } from '../editor/reporter';
import { openText } from './openText';
import type { Preview } from './preview';

/** Selects a row's query in its document. */
export async function revealQuery(
  reporter: Reporter,
  { rows, queries }: Preview,
  row: number,
): Promise<void> {
  const query = rows[row]?.query;
  if (!query || !queries) return;
  try {
    const document = await openText(queries.uri);
    const selection = new vscode.Range(document.positionAt(query.start), document.positionAt(query.end));
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      selection,
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
  } catch (error) {
    reporter.show(error);
  }
}
