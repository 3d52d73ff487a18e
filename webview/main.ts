import './styles.css';
import type { HostEvents, HostMethods, WebviewEvents } from '../src/panel/protocol';
import { Rpc } from '../src/shared/rpc';
import type { Transport } from '../src/shared/transport';
import type { Host } from './host';
import { Panel } from './panel';
import type { Folding } from './section';
import { registerComponents } from './toolkit';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();

const transport: Transport = {
  send: (message) => vscode.postMessage(message),
  onMessage: (listener) => {
    const onMessage = (event: MessageEvent): void => listener(event.data);
    window.addEventListener('message', onMessage);
    return { dispose: () => window.removeEventListener('message', onMessage) };
  },
};

const rpc = new Rpc<HostMethods, object, HostEvents, WebviewEvents>(transport, {}, { peer: 'the extension' });

const host: Host = {
  run: (command) => rpc.emit('run', { command }),
  predict: (draft) => rpc.emit('predict', draft),
  draft: (draft) => rpc.emit('draft', draft),
  cancel: () => rpc.emit('cancel', null),
  revealSource: () => rpc.emit('revealSource', null),
  revealFile: () => rpc.emit('revealFile', null),
};

registerComponents();
const root = document.getElementById('panel');
if (root) {
  const panel = new Panel(root, host, folding());
  rpc.on('show', (state) => panel.show(state));
  rpc.on('busy', (busy) => panel.showBusy(busy));
  void rpc.request('ready', {}).then((state) => panel.show(state));
}

/** Keeps which sections are closed in the webview's own state, which VS Code stores with the window. */
function folding(): Folding {
  const stored = vscode.getState();
  const closed = new Set<unknown>(Array.isArray(stored) ? stored : []);
  return {
    isOpen: (id) => !closed.has(id),
    set: (id, open) => {
      if (open) closed.delete(id);
      else closed.add(id);
      vscode.setState([...closed]);
    },
  };
}
