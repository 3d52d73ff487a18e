import * as vscode from 'vscode';
import type { Reporter } from './reporter';

/** What work in the background is given. */
export interface BackgroundContext {
  readonly signal: AbortSignal;
  readonly report: (report: { readonly message: string; readonly fraction?: number }) => void;
}

/**
 * Runs what takes long and needs no engine, such as a download, beside the panel's tasks: with a notification that shows progress and cancels.
 * @returns what `work` gave; undefined when it failed or was cancelled, and then the user has been told
 */
export async function inBackground<T>(
  reporter: Reporter,
  title: string,
  work: (context: BackgroundContext) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    return await vscode.window.withProgress(options, (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let shown = 0;
      const report: BackgroundContext['report'] = ({ message, fraction }) => {
        const percent = Math.round((fraction ?? 0) * 100);
        progress.report({
          message,
          ...(fraction !== undefined && { increment: Math.max(0, percent - shown) }),
        });
        shown = Math.max(shown, percent);
      };
      return work({ signal: controller.signal, report });
    });
  } catch (error) {
    reporter.show(error);
    return undefined;
  }
}
