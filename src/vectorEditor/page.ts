import type * as vscode from 'vscode';
import { readCommand, readDraft } from '../panel/webviewInput';
import { webviewFolder, webviewPage } from '../panel/webviewPage';
import { webviewTransport } from '../panel/webviewTransport';
import { DisposableStore, toDisposable } from '../shared/disposable';
import type { Event } from '../shared/emitter';
import { Rpc } from '../shared/rpc';
import {
  type Busy,
  type Draft,
  type EditorCommand,
  editorCommands,
  type EditorState,
  type HostEvents,
  type HostMethods,
  type WebviewEvents,
} from './protocol';

/** What a page of this room shows, and does when its controls are used. */
export interface Shown {
  readonly onDidChange: Event<EditorState>;
  readonly onDidProgress: Event<Busy>;
  /** The webview can show things. */
  ready(): Promise<EditorState>;
  run(command: EditorCommand): void;
  type(draft: Draft): void;
  predict(draft: Draft): void;
  cancel(): void;
  revealFile(): void;
}

/** Puts the page into a webview and connects it. The webview may be destroyed and made again at any time: it keeps nothing of its own. */
export function showPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  shown: Shown,
  log: (message: string) => void,
): DisposableStore {
  webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
  const resources = connect(webview, shown, log);
  webview.html = webviewPage(webview, extension, 'vectorEditor');
  return resources;
}

function connect(webview: vscode.Webview, shown: Shown, log: (message: string) => void): DisposableStore {
  const resources = new DisposableStore();
  const rpc = new Rpc<object, HostMethods, WebviewEvents, HostEvents>(
    webviewTransport(webview),
    { ready: () => shown.ready() },
    { peer: 'the vector editor', log },
  );
  resources.add(toDisposable(() => rpc.dispose()));
  resources.add(shown.onDidChange((state) => rpc.emit('show', state)));
  resources.add(shown.onDidProgress((busy) => rpc.emit('busy', busy)));
  // Everything that the webview says is checked.
  rpc.on('run', (value) => {
    const command = readCommand(value, editorCommands);
    if (command) shown.run(command);
  });
  const withDraft = (act: (draft: Draft) => void) => (value: unknown) => {
    const draft = readDraft(value);
    if (draft) act(draft);
  };
  rpc.on(
    'draft',
    withDraft((draft) => shown.type(draft)),
  );
  rpc.on(
    'predict',
    withDraft((draft) => shown.predict(draft)),
  );
  rpc.on('cancel', () => shown.cancel());
  rpc.on('revealFile', () => shown.revealFile());
  return resources;
}
