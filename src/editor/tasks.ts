import * as vscode from 'vscode';
import type { CallContext, EngineStatus } from '../engine/methods';
import { UserError } from '../shared/errors';
import type { Reporter } from './reporter';
import type { Session } from './session';

/** Where a task's progress and failure are shown besides the panel. */
export type Place = 'notification' | 'panel' | 'statusBar';

const LOCATIONS = {
  notification: vscode.ProgressLocation.Notification,
  panel: { viewId: 'mend.panel' },
  statusBar: vscode.ProgressLocation.Window,
};

/** Milliseconds for which a failure stands in the status bar; it stays in the panel and in the log. */
const SHOWN = 15_000;

function showInStatusBar(sentence: string): void {
  vscode.window.setStatusBarMessage(`$(warning) MEND: ${sentence}`, SHOWN);
}

/** Runs what takes a while: one thing at a time, with progress, a way to cancel it, and its failure told in the place it was asked in. */
export class Tasks {
  #running: AbortController | undefined;

  constructor(
    private readonly session: Session,
    private readonly reporter: Reporter,
    private readonly status: () => Promise<EngineStatus | undefined>,
  ) {}

  /** Stops what runs; it ends as soon as the engine lets go. */
  cancel(): void {
    this.#running?.abort();
  }

  /** @returns what `work` gave; undefined when it failed or was cancelled, and then the user has been told */
  async run<T>(
    title: string,
    place: Place,
    work: (context: CallContext) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.#running) {
      const running = this.session.state.busy?.title;
      const sentence =
        running === undefined
          ? vscode.l10n.t('Something else is still running: wait for it, or cancel it.')
          : vscode.l10n.t('{0} is still running: wait for it, or cancel it.', running);
      this.reporter.show(new UserError('badInput', sentence));
      return undefined;
    }
    const controller = new AbortController();
    this.#running = controller;
    this.session.update({ busy: { title, message: vscode.l10n.t('Starting') }, error: undefined });
    let error: string | undefined;
    try {
      return await this.#withProgress(title, place, controller, work);
    } catch (failure) {
      if (place === 'notification') this.reporter.show(failure);
      else error = this.reporter.sentence(failure);
      if (place === 'statusBar' && error !== undefined) showInStatusBar(error);
      return undefined;
    } finally {
      const provider = (await this.status().catch(() => undefined))?.provider;
      this.#running = undefined;
      this.session.update({ busy: undefined, error, ...(provider !== undefined && { provider }) });
    }
  }

  #withProgress<T>(
    title: string,
    place: Place,
    controller: AbortController,
    work: (context: CallContext) => Promise<T>,
  ): Thenable<T> {
    return vscode.window.withProgress(
      { location: LOCATIONS[place], title, cancellable: place === 'notification' },
      (progress, token) => {
        token.onCancellationRequested(() => controller.abort());
        let done = 0;
        return work({
          signal: controller.signal,
          progress: ({ message, fraction }) => {
            const percent = Math.round((fraction ?? 0) * 100);
            progress.report({
              message,
              ...(fraction !== undefined && { increment: Math.max(0, percent - done) }),
            });
            done = Math.max(done, percent);
            this.session.progress({ title, message, ...(fraction !== undefined && { fraction }) });
          },
        });
      },
    );
  }
}
