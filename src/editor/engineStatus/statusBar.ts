import * as vscode from 'vscode';
import type { EngineClient } from '../../engine/client';
import type { EngineStatus } from '../../engine/methods';
import type { Reporter } from '../reporter';
import { readEngineSettings, readSettings } from '../settings';
import { noteOn, shownStatus } from './present';

/** Shows the model, and what the engine runs it on. A click opens the menu of both. */
export class EngineStatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('mend.engine', vscode.StatusBarAlignment.Right, 90);
  readonly #resources: vscode.Disposable;
  #status: EngineStatus | undefined;

  constructor(
    private readonly engine: Pick<EngineClient, 'state' | 'onDidChangeState'>,
    private readonly reporter: Reporter,
  ) {
    this.#item.name = vscode.l10n.t('MEND: Model and Engine');
    this.#item.command = 'mend.engineMenu';
    this.#resources = vscode.Disposable.from(
      this.#item,
      engine.onDidChangeState(() => this.#show()),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration('mend.model.id') && this.#show(),
      ),
    );
    this.#show();
    this.#item.show();
  }

  /** Takes what the engine says after it worked, and tells the user what is not as it should be. */
  update(status: EngineStatus | undefined): void {
    if (!status) return;
    const note = noteOn(this.#status, status, readEngineSettings().provider, vscode.l10n.t);
    this.#status = status;
    this.#show();
    if (note !== undefined) this.#tell(note);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #show(): void {
    const { text, tooltip, alarming } = shownStatus(
      this.engine.state,
      readSettings().modelId,
      this.#status,
      vscode.l10n.t,
    );
    this.#item.text = text;
    this.#item.tooltip = new vscode.MarkdownString(tooltip.join('\n\n'));
    // The text has signs that a screen reader would spell.
    this.#item.accessibilityInformation = { label: tooltip.join(' ').replaceAll('**', ''), role: 'button' };
    this.#item.backgroundColor = alarming
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
  }

  #tell(note: string): void {
    this.reporter.log.warn(note);
    const actions = [
      { title: vscode.l10n.t('Select Provider'), command: 'mend.selectProvider' },
      { title: vscode.l10n.t('Show Logs'), command: 'mend.showLogs' },
    ];
    void vscode.window
      .showWarningMessage(note, ...actions)
      .then((chosen) => chosen && vscode.commands.executeCommand(chosen.command));
  }
}
