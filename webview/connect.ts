import type { Transport } from '../src/shared/transport';
import type { Folding } from './section';

/** What a page keeps for itself; VS Code stores it with the window. */
export interface PageState {
  getState(): unknown;
  setState(state: unknown): void;
}
interface VsCodeApi extends PageState {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** What VS Code gives a webview: the port to the host, and a place for looks (`folding` keeps its own in `pageState`). To be called once. */
export function connect(): {
  readonly transport: Transport;
  readonly folding: Folding;
  readonly pageState: PageState;
} {
  const vscode = acquireVsCodeApi();
  return {
    transport: {
      send: (message) => vscode.postMessage(message),
      onMessage: (listener) => {
        const onMessage = (event: MessageEvent): void => listener(event.data);
        window.addEventListener('message', onMessage);
        return { dispose: () => window.removeEventListener('message', onMessage) };
      },
    },
    folding: folding(vscode),
    pageState: vscode,
  };
}

/** Keeps which sections are closed in the webview's own state, which VS Code stores with the window. */
function folding(vscode: VsCodeApi): Folding {
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
