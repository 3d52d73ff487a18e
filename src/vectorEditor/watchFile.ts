import * as vscode from 'vscode';
import { DisposableStore, toDisposable } from '../shared/disposable';

/** Milliseconds of quiet after a change: a file that is replaced is deleted and made. */
const PAUSE = 150;

/** Calls back a moment after a file was written, replaced or deleted, wherever it lies. */
export function watchFile(uri: vscode.Uri, changed: () => void): DisposableStore {
  const resources = new DisposableStore();
  const folder = vscode.Uri.joinPath(uri, '..');
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // Brackets, braces and stars in a name would be a pattern.
  const pattern = new vscode.RelativePattern(folder, name.replaceAll(/[[\]{}*?]/g, '?'));
  const watcher = resources.add(vscode.workspace.createFileSystemWatcher(pattern));
  let timer: NodeJS.Timeout | undefined;
  const later = (one: vscode.Uri): void => {
    if (one.toString() !== uri.toString()) return;
    clearTimeout(timer);
    timer = setTimeout(changed, PAUSE);
  };
  for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
    resources.add(event(later));
  resources.add(toDisposable(() => clearTimeout(timer)));
  return resources;
}
