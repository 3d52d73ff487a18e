import * as vscode from 'vscode';
import { newColumn } from '../newColumn';

const SCHEME = 'mend-report';

/** Read-only documents that commands write for the user to read: nobody is asked to save them. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #texts = new Map<string, string>();
  readonly #registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.#changes.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? vscode.l10n.t('This report is gone; run the command again.');
  }

  /** Shows a Markdown text; an earlier one of the same title is replaced. */
  async show(title: string, text: string): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.md` });
    this.#texts.set(uri.path, text);
    this.#changes.fire(uri);
    const viewColumn = newColumn();
    const document = await vscode.workspace.openTextDocument(uri);
    return vscode.window.showTextDocument(document, { preview: false, viewColumn });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changes.dispose();
  }
}
