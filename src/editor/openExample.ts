import * as vscode from 'vscode';
import { newColumn } from './newColumn';
import type { Services } from './services';

/** A table that stands nowhere but here, so that zero-shot can only guess: what the embedded models are measurably good at. */
const EXAMPLE = 'owners.md';

/** Opens a few-shot prompt to try things on, as a new document that is nobody's file. */
export async function openExample({ examples }: Services): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(examples, EXAMPLE));
  const content = new TextDecoder().decode(bytes);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  const editor = await vscode.window.showTextDocument(document, { viewColumn: newColumn() });
  const start = document.positionAt(content.indexOf('Component:'));
  editor.selection = new vscode.Selection(start, start);
}
