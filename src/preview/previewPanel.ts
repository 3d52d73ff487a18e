import * as vscode from 'vscode';
import { previewId } from '../editor/ids';
import type { Reporter } from '../editor/reporter';
import { webviewFolder, webviewPage } from '../panel/webviewPage';
import { webviewTransport } from '../panel/webviewTransport';
import { type Disposable, toDisposable } from '../shared/disposable';
import { Rpc } from '../shared/rpc';
import type { Preview } from './preview';
import type { HostEvents, HostMethods, WebviewEvents } from './protocol';
import { readRow, readRows } from './webviewInput';

/** What the page's controls do that concerns more than the preview itself. */
export interface PreviewActions {
  chooseQueries(): void;
  export(rows: readonly number[]): void;
  reveal(row: number): void;
}

/** Opens an empty panel beside the editor. */
export function openPanel(title: string): vscode.WebviewPanel {
  const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  return vscode.window.createWebviewPanel(previewId, title, place);
}

/** Puts the page of a preview into a panel. It may be hidden and made again at any time: everything it shows is the preview's. */
export function showPreview(
  panel: vscode.WebviewPanel,
  extension: vscode.Uri,
  preview: Preview,
  reporter: Reporter,
  actions: PreviewActions,
): void {
  const { webview } = panel;
  webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
  panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'activityBar.svg');
  const connection = connect(webview, preview, reporter, actions);
  panel.onDidDispose(() => {
    connection.dispose();
  });
  webview.html = webviewPage(webview, extension, 'preview');
}

/** Answers what the page tells; everything it says is checked. */
function connect(
  webview: vscode.Webview,
  preview: Preview,
  reporter: Reporter,
  actions: PreviewActions,
): Disposable {
  const log = (message: string): void => reporter.log.warn(`preview: ${message}`);
  const rpc = new Rpc<object, HostMethods, WebviewEvents, HostEvents>(
    webviewTransport(webview),
    { ready: () => preview.state ?? null },
    { peer: 'the preview', log },
  );
  const shows = preview.onDidShow((state) => rpc.emit('show', state));
  const updates = preview.onDidUpdate((update) => rpc.emit('update', update));
  const count = (): number => preview.rows.length;
  rpc.on('cancel', () => preview.cancel());
  rpc.on('ask', () => void preview.resume());
  rpc.on('chooseQueries', () => actions.chooseQueries());
  rpc.on('showLogs', () => reporter.log.show());
  rpc.on('export', (value) => {
    const rows = readRows(value, count());
    if (rows) actions.export(rows);
  });
  rpc.on('reveal', (value) => {
    const row = readRow(value, count());
    if (row !== undefined) actions.reveal(row);
  });
  return toDisposable(() => {
    shows.dispose();
    updates.dispose();
    rpc.dispose();
  });
}
