import * as vscode from 'vscode';
import type { UsableModel } from '../../models/findModels';
import type { Models } from '../models';
import { readSettings } from '../settings';

/** Milliseconds for which what was found is taken for what is there: models are added and removed outside of the editor too. */
const LASTING = 10_000;

/** The model that the settings choose, for those who ask with every change of a document. */
export class ChosenModel implements vscode.Disposable {
  #found: { readonly at: number; readonly model: Promise<UsableModel | undefined> } | undefined;
  readonly #listening: vscode.Disposable;

  constructor(private readonly models: Models) {
    this.#listening = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mend.model')) this.#found = undefined;
    });
  }

  /** Undefined where there is none: whoever compresses is told so. */
  get(): Promise<UsableModel | undefined> {
    if (!this.#found || Date.now() - this.#found.at > LASTING)
      this.#found = { at: Date.now(), model: this.#find().catch(() => undefined) };
    return this.#found.model;
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #find(): Promise<UsableModel | undefined> {
    const { modelId } = readSettings();
    const found = await this.models.find();
    return found.find((one): one is UsableModel => one.manifest?.id === modelId);
  }
}
