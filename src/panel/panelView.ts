import * as vscode from 'vscode';
import type { Reporter } from '../editor/reporter';
import type { Session } from '../editor/session';
import { translate } from '../editor/translate';
import { DisposableStore, toDisposable } from '../shared/disposable';
import { Rpc } from '../shared/rpc';
import { panelState } from './panelState';
import { type Draft, type HostEvents, type HostMethods, panelCommands, type WebviewEvents } from './protocol';
import { readCommand, readDraft, readPin, readRows } from './webviewInput';
import { webviewFolder, webviewPage } from './webviewPage';
import { webviewTransport } from './webviewTransport';

/** What the panel's controls do, besides running commands. */
export interface PanelActions {
  predict(draft: Draft): void;
  cancel(): void;
  /** Maps what the vectors kept of the demonstrations shown. */
  map(): void;
  /** Pins or unpins one of them. */
  pin(index: number, pinned: boolean): void;
  /** Spends so many rows in front of a query on vectors and text. */
  spend(rows: number): void;
  /** Called when the panel can show things: the time to load what an earlier window left. */
  restore(): Promise<void>;
  /** Identifier of the chosen model. */
  model(): string;
}

type PanelRpc = Rpc<object, HostMethods, WebviewEvents, HostEvents>;

/** The host half of the side panel. The webview may be destroyed and made again at any time: everything it shows is the session's. */
export class PanelView implements vscode.WebviewViewProvider {
  constructor(
    private readonly extension: vscode.Uri,
    private readonly session: Session,
    private readonly reporter: Reporter,
    private readonly actions: PanelActions,
  ) {}

  resolveWebviewView({ webview, onDidDispose }: vscode.WebviewView): void {
    webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(this.extension)] };
    const resources = this.#connect(webview);
    onDidDispose(() => resources.dispose());
    webview.html = webviewPage(webview, this.extension, 'main');
  }

  #connect(webview: vscode.Webview): DisposableStore {
    const resources = new DisposableStore();
    const state = () => panelState(this.session.state, this.actions.model(), translate);
    const log = (message: string): void => this.reporter.log.warn(`panel: ${message}`);
    const ready = async () => {
      await this.actions.restore();
      return state();
    };
    const rpc: PanelRpc = new Rpc(webviewTransport(webview), { ready }, { peer: 'the panel', log });
    resources.add(toDisposable(() => rpc.dispose()));
    resources.add(this.session.onDidChange(() => rpc.emit('show', state())));
    resources.add(this.session.onDidProgress((busy) => rpc.emit('busy', busy)));
    resources.add(
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration('mend.model') && rpc.emit('show', state()),
      ),
    );
    this.#listen(rpc);
    return resources;
  }

  /** Answers what the webview tells; everything it says is checked. */
  #listen(rpc: PanelRpc): void {
    rpc.on('run', (value) => {
      const command = readCommand(value, panelCommands);
      if (command) void vscode.commands.executeCommand(command);
    });
    rpc.on('draft', (value) => {
      const draft = readDraft(value);
      if (draft) this.session.type(draft);
    });
    rpc.on('predict', (value) => {
      const draft = readDraft(value);
      if (!draft) return;
      this.session.type(draft);
      this.actions.predict(draft);
    });
    rpc.on('cancel', () => this.actions.cancel());
    rpc.on('map', () => this.actions.map());
    rpc.on('pin', (value) => {
      const pin = readPin(value);
      if (pin) this.actions.pin(pin.index, pin.pinned);
    });
    rpc.on('spend', (value) => {
      const rows = readRows(value);
      if (rows !== undefined) this.actions.spend(rows);
    });
    rpc.on('revealSource', () => void this.#revealSource());
    rpc.on('revealFile', () => void this.#revealFile());
  }

  async #revealSource(): Promise<void> {
    const source = this.session.state.demonstrations?.source;
    if (!source) return;
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri, true));
      const selection = new vscode.Range(document.positionAt(source.start), document.positionAt(source.end));
      await vscode.window.showTextDocument(document, { selection });
    } catch (error) {
      this.reporter.show(error);
    }
  }

  async #revealFile(): Promise<void> {
    const file = this.session.state.vectors?.path;
    if (file !== undefined) await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(file));
  }
}
