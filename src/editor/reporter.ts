import * as vscode from 'vscode';
import { messageOf, UserError, type ErrorCode } from '../shared/errors';
import type { RecentLog } from './support/recentLog';
import { translate } from './translate';

/** Failures whose sentence says all there is to say; behind the others the log has more. */
const selfExplaining: ReadonlySet<ErrorCode> = new Set([
  'noDemonstrations',
  'badDemonstrations',
  'badInput',
  'badOptions',
  'badVectorFile',
  'vectorMismatch',
  'fileSystem',
]);

/** Tells the user and the log about failures. */
export class Reporter {
  constructor(readonly log: RecentLog) {}

  /** Shows an error, with a way to the log where that helps. What the user cancelled needs no message. */
  show(error: unknown): void {
    const sentence = this.sentence(error);
    if (sentence === undefined) return;
    const actions =
      error instanceof UserError && selfExplaining.has(error.code) ? [] : [vscode.l10n.t('Show Logs')];
    void vscode.window
      .showErrorMessage(sentence, ...actions)
      .then((chosen) => chosen !== undefined && this.log.show());
  }

  /** Logs an error and gives the sentence to show for it; undefined when it was cancelled. */
  sentence(error: unknown): string | undefined {
    if (error instanceof UserError && error.code === 'cancelled') {
      this.log.debug(error.message);
      return undefined;
    }
    this.log.failure(error);
    return error instanceof UserError
      ? messageOf(error, translate)
      : vscode.l10n.t('MEND failed unexpectedly; its log has the details.');
  }
}
