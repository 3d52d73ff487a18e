import type * as vscode from 'vscode';
import type { Transport } from '../shared/transport';

/** The port to a webview. A message to a webview that is gone is lost, as is one to a process that has ended. */
export function webviewTransport(webview: vscode.Webview): Transport {
  return {
    send: (message) => void webview.postMessage(message),
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
