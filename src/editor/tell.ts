import * as vscode from 'vscode';

/** Milliseconds: long enough to be read, gone before the next thing is done. */
const SHOWN = 5000;

/** Says in the status bar that something was done. Notifications are for what is asked of the user, and for failures. */
export function tell(sentence: string): void {
  vscode.window.setStatusBarMessage(`MEND: ${sentence}`, SHOWN);
}
