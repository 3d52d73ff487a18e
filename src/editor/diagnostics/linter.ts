import * as vscode from 'vscode';
import type { Finding } from '../../linter';
import { UserError } from '../../shared/errors';
import type { Reporter } from '../reporter';
import { isReadable, isWritten, sourceOf } from '../reading/documentSource';
import type { Reader } from '../reading/reader';
import { type CountTokens, windowFindings } from './lintDocument';
import { readLintSettings } from './lintSettings';
import { toDiagnostic } from './present';

/** Pause after the last change before a document is checked, and how much longer it is for one whose check takes long. */
const PAUSE_MILLISECONDS = 400;
const PAUSE_PER_CHECK = 4;

/** What was found in a version of a document, each with the diagnostic that shows it. */
export interface Checked {
  readonly version: number;
  readonly found: readonly (readonly [vscode.Diagnostic, Finding])[];
}

/** Checks the demonstrations of every document that is shown, a moment after each change, and shows what it finds as diagnostics. */
export class Linter implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('mend');
  readonly #checked = new Map<string, Checked>();
  readonly #pending = new Map<string, { readonly timer: NodeJS.Timeout; readonly abort: AbortController }>();
  readonly #milliseconds = new Map<string, number>();
  readonly #listening: vscode.Disposable;

  /** @param docs the page that explains the rules */
  constructor(
    private readonly docs: vscode.Uri,
    private readonly reporter: Reporter,
    private readonly reader: Pick<Reader, 'ask'>,
    private readonly count: CountTokens,
  ) {
    this.#listening = vscode.Disposable.from(
      this.#diagnostics,
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.#checkNew(editors)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#checkLater(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mend.lint')) this.checkVisible();
      }),
    );
    this.checkVisible();
  }

  /** What is known about a document as it is now. */
  checkedNow({ uri, version }: vscode.TextDocument): Checked | undefined {
    const checked = this.#checked.get(uri.toString());
    return checked?.version === version ? checked : undefined;
  }

  /** Checks what is shown again: settings, or what is known about tokens, have changed. */
  checkVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#checkLater(document);
  }

  dispose(): void {
    for (const uri of [...this.#pending.keys()]) this.#stop(uri);
    this.#listening.dispose();
  }

  #checkNew(editors: readonly vscode.TextEditor[]): void {
    for (const { document } of editors) if (!this.checkedNow(document)) this.#checkLater(document);
  }

  #checkLater(document: vscode.TextDocument): void {
    if (!isWritten(document)) return;
    const key = document.uri.toString();
    this.#stop(key);
    const abort = new AbortController();
    const pause = Math.max(PAUSE_MILLISECONDS, (this.#milliseconds.get(key) ?? 0) * PAUSE_PER_CHECK);
    const timer = setTimeout(() => void this.#check(document, abort.signal), pause);
    this.#pending.set(key, { timer, abort });
  }

  #stop(key: string): void {
    const pending = this.#pending.get(key);
    clearTimeout(pending?.timer);
    pending?.abort.abort();
    this.#pending.delete(key);
  }

  #forget(uri: vscode.Uri): void {
    this.#stop(uri.toString());
    this.#diagnostics.delete(uri);
    this.#checked.delete(uri.toString());
    this.#milliseconds.delete(uri.toString());
  }

  async #check(document: vscode.TextDocument, signal: AbortSignal): Promise<void> {
    const { uri, version } = document;
    try {
      const rules = readLintSettings(uri);
      if (!rules || !isReadable(document)) return this.#publish(document, version, []);
      const source = sourceOf(document);
      const started = performance.now();
      const findings = await this.reader.ask('lint', { ...source, rules }, signal);
      this.#milliseconds.set(uri.toString(), performance.now() - started);
      this.#publish(document, version, findings);
      const more = await windowFindings(this.reader, source, rules, this.count, signal);
      if (more.length > 0) this.#publish(document, version, [...findings, ...more]);
    } catch (error) {
      // What was cancelled is about to be done again.
      if (!(error instanceof UserError && error.code === 'cancelled')) this.reporter.log.failure(error);
    }
  }

  #publish(document: vscode.TextDocument, version: number, findings: readonly Finding[]): void {
    if (document.isClosed || document.version !== version) return;
    const found = findings.map((finding) => [toDiagnostic(document, finding, this.docs), finding] as const);
    this.#checked.set(document.uri.toString(), { version, found });
    this.#diagnostics.set(
      document.uri,
      found.map(([diagnostic]) => diagnostic),
    );
  }
}
