import * as path from 'node:path';
import * as vscode from 'vscode';
import { inWords } from '../../shared/sentence';
import { vectorSuffix } from '../../vectors';
import type { Reporter } from '../reporter';
import { findReferences, type Reference } from './findReferences';
import type { ReferenceFacts } from './facts';
import { isUsed } from './marked';
import { placesOf } from './places';
import { missing, type Problem, problemOf } from './problem';
import type { FactReader } from './readFacts';

/** Pause after the last change before a document is checked. */
const PAUSE_MILLISECONDS = 600;

/** Larger documents are data; checking them would hold up what is typed. */
const MOST_CHARACTERS = 2_000_000;

/** Paths checked in one document: a list of many thousands is an inventory. */
const MOST_REFERENCES = 200;

/** Documents that somebody writes; others show output, versions or settings. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs']);

/** A path that something is wrong with, and what a fix can go by. */
export interface Marked {
  readonly diagnostic: vscode.Diagnostic;
  readonly reference: Reference;
  readonly problem: Problem;
  readonly facts: ReferenceFacts;
  readonly file?: vscode.Uri | undefined;
  /** Files of the name of one that is missing. */
  readonly namesakes: readonly vscode.Uri[];
}

/** Marks paths of vector files that lead nowhere or to what does not fit, in every document that is shown, a moment after each change. */
export class ReferenceChecker implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('mend-references');
  readonly #marked = new Map<string, { readonly version: number; readonly found: readonly Marked[] }>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #listening: vscode.Disposable;
  #watcher: vscode.Disposable | undefined;

  constructor(
    private readonly facts: FactReader,
    private readonly reporter: Reporter,
  ) {
    this.#listening = vscode.Disposable.from(
      this.#diagnostics,
      vscode.window.onDidChangeVisibleTextEditors(() => this.checkVisible()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#checkLater(document);
      }),
      // What a path leads to may have been made from it.
      vscode.workspace.onDidSaveTextDocument(() => this.checkVisible()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.checkVisible()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mend')) this.checkVisible();
      }),
    );
    this.checkVisible();
  }

  /** What is marked in a document as it is now. */
  markedNow({ uri, version }: vscode.TextDocument): readonly Marked[] {
    const marked = this.#marked.get(uri.toString());
    return marked?.version === version ? marked.found : [];
  }

  /** Checks what is shown again: files, models or settings have changed. */
  checkVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#checkLater(document);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#watcher?.dispose();
    this.#listening.dispose();
  }

  #checkLater(document: vscode.TextDocument): void {
    if (!SCHEMES.has(document.uri.scheme)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => void this.#check(document), PAUSE_MILLISECONDS),
    );
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#marked.delete(key);
    this.#diagnostics.delete(uri);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    try {
      const used = usedIn(document);
      if (used.length > 0) this.#watcher ??= watchVectorFiles(() => this.checkVisible());
      const found = (await Promise.all(used.map((one) => this.#mark(document, one)))).flat();
      if (document.isClosed || document.version !== version) return;
      this.#marked.set(uri.toString(), { version, found });
      this.#diagnostics.set(
        uri,
        found.map(({ diagnostic }) => diagnostic),
      );
    } catch (error) {
      this.reporter.log.failure(error);
    }
  }

  async #mark(document: vscode.TextDocument, reference: Reference): Promise<readonly Marked[]> {
    const { file, namesakes } = await placesOf(document, reference.path);
    const facts = file ? await this.facts.of(file) : {};
    const name = path.basename(reference.path.replaceAll('\\', '/'));
    const source = facts.source ? path.basename(facts.source.document.fsPath) : '';
    const problem = file ? problemOf(facts, name, source) : missing(name);
    if (!problem) return [];
    const diagnostic = toDiagnostic(document, reference, problem);
    return [{ diagnostic, reference, problem, facts, file, namesakes }];
  }
}

/** Tells when a vector file of the workspace comes, changes or goes. Not before somebody names one. */
function watchVectorFiles(changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(`**/*${vectorSuffix}`);
  const events = [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete];
  return vscode.Disposable.from(watcher, ...events.map((event) => event(changed)));
}

function usedIn(document: vscode.TextDocument): readonly Reference[] {
  const settings = vscode.workspace.getConfiguration('mend.references', document.uri);
  const text = document.getText();
  if (!settings.get<boolean>('enabled', true) || text.length > MOST_CHARACTERS) return [];
  const found = findReferences(text).slice(0, MOST_REFERENCES);
  return found.filter((reference) => isUsed(text, reference, document.languageId));
}

function toDiagnostic(
  document: vscode.TextDocument,
  { start, end }: Reference,
  { code, severity, message }: Problem,
): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const words = inWords(message, (template, ...values) => vscode.l10n.t(template, ...values));
  const { Warning, Information } = vscode.DiagnosticSeverity;
  const diagnostic = new vscode.Diagnostic(range, words, severity === 'warning' ? Warning : Information);
  diagnostic.source = 'MEND';
  diagnostic.code = code;
  return diagnostic;
}
