import type { Transport } from '../src/shared/transport';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** What VS Code gives a page; it may be taken once. */
export const vscode = acquireVsCodeApi();

/** The port to the extension. */
export const transport: Transport = {
  send: (message) => vscode.postMessage(message),
  onMessage: (listener) => {
    const onMessage = (event: MessageEvent): void => listener(event.data);
    window.addEventListener('message', onMessage);
    return { dispose: () => window.removeEventListener('message', onMessage) };
  },
};
