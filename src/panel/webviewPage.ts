import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { page } from './html';

/** Folder of the built browser halves. */
export const webviewFolder = (extension: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(extension, 'dist', 'webview');

/** The page that runs one of the browser halves, in the language of VS Code where there is a translation to it. */
export function webviewPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  name: 'main' | 'vectorEditor' | 'preview',
): string {
  const uri = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extension), file)).toString();
  const texts = vscode.l10n.bundle;
  return page({
    cspSource: webview.cspSource,
    script: uri(`${name}.js`),
    style: uri(`${name}.css`),
    nonce: randomBytes(16).toString('base64'),
    // English texts are said to be English whatever VS Code speaks: screen readers pronounce them by it.
    language: texts ? vscode.env.language : 'en',
    texts,
  });
}
