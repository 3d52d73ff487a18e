import * as vscode from 'vscode';
import type { Services } from '../editor/services';
import type { Preview } from './preview';
import { rowAt, type QuerySource } from './querySource';
import { WhenVisible } from './whenVisible';

/** Pause after the last change before queries are asked again: nobody wants an answer for every step of the cursor. */
const PAUSE_MILLISECONDS = 400;

/** What is watched changes while a preview lives. */
export interface Watched {
  readonly demonstrations: () => vscode.Uri;
  readonly source: () => QuerySource;
  /** Told of the editor that the cursor was last in. */
  readonly onEditor: (editor: vscode.TextEditor) => void;
}

/** Has a preview refreshed when what it is about was saved, was changed on the disk, or when the cursor means another query. */
export function keepLive(
  { blocks }: Services,
  preview: Preview,
  panel: vscode.WebviewPanel,
  watched: Watched,
): vscode.Disposable {
  const live = new WhenVisible(
    () => panel.visible,
    PAUSE_MILLISECONDS,
    () => void preview.refresh(),
  );
  const concerns = (uri: vscode.Uri): boolean => {
    const source = watched.source();
    const places = source === 'cursor' ? [] : [source.uri];
    return [watched.demonstrations(), ...places].some((place) => place.toString() === uri.toString());
  };
  const soonFor = (uri: vscode.Uri): void => {
    if (concerns(uri)) live.soon();
  };
  const moved = ({ textEditor }: { readonly textEditor: vscode.TextEditor }): void => {
    watched.onEditor(textEditor);
    if (watched.source() === 'cursor') live.soon();
    else markCurrent(preview, textEditor);
  };
  const files = vscode.workspace.createFileSystemWatcher('**/*');
  const index = blocks.index.onDidChange(() => live.soon());
  return vscode.Disposable.from(
    live,
    files,
    files.onDidChange(soonFor),
    files.onDidCreate(soonFor),
    { dispose: () => index.dispose() },
    vscode.workspace.onDidSaveTextDocument(({ uri }) => soonFor(uri)),
    vscode.window.onDidChangeTextEditorSelection(moved),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mend.model') || change.affectsConfiguration('mend.vectors'))
        live.soon();
    }),
    panel.onDidChangeViewState(() => {
      if (panel.visible) live.shown();
    }),
  );
}

/** Marks the row of the query that the cursor is in, where that is a query of the list. */
export function markCurrent(preview: Preview, editor: vscode.TextEditor): void {
  const { queries } = preview;
  if (queries?.uri.toString() !== editor.document.uri.toString()) return;
  preview.setCurrent(rowAt(queries.queries, editor.document.offsetAt(editor.selection.active)));
}
