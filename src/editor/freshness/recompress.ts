import * as vscode from 'vscode';
import type { CallContext } from '../../engine/methods';
import type { Disposable } from '../../shared/disposable';
import { freePath } from '../freePath';
import type { Services } from '../services';
import { showBlock } from '../showBlock';
import { type BlockWithState, sharesDemonstration } from './blockStates';

/**
 * Compresses the stale blocks of a document again when it is saved, if the setting says so: one document after the other, with progress in the
 * status bar and no notification. Blocks whose demonstrations are the same are left alone; those that never were compressed, too.
 */
export function registerRecompression(services: Services): vscode.Disposable {
  const saved = new SavedDocuments(services);
  return vscode.Disposable.from(
    saved,
    vscode.workspace.onDidSaveTextDocument((document) => saved.add([document])),
    vscode.workspace.onDidSaveNotebookDocument((notebook) =>
      saved.add(notebook.getCells().map(({ document }) => document)),
    ),
  );
}

/** The documents that were saved and whose vectors are to follow. */
class SavedDocuments implements Disposable {
  readonly #waiting = new Set<vscode.TextDocument>();
  readonly #listening: Disposable;
  #running = false;

  constructor(private readonly services: Services) {
    // What the user asked for comes first.
    this.#listening = services.session.onDidChange(({ busy }) => {
      if (!busy) void this.#run();
    });
  }

  add(documents: readonly vscode.TextDocument[]): void {
    for (const document of documents) {
      const settings = vscode.workspace.getConfiguration('mend.output', document.uri);
      if (settings.get<boolean>('recompressOnSave', false)) this.#waiting.add(document);
    }
    void this.#run();
  }

  dispose(): void {
    this.#waiting.clear();
    this.#listening.dispose();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (const document of this.#waiting) {
        if (this.services.session.state.busy) return;
        this.#waiting.delete(document);
        if (!document.isClosed) await this.#follow(document);
      }
    } catch (error) {
      this.services.reporter.log.failure(error);
    } finally {
      this.#running = false;
    }
  }

  async #follow(document: vscode.TextDocument): Promise<void> {
    const { blocks, tasks } = this.services;
    const all = await blocks.states.of(document);
    // The vectors of another document may be an earlier state too: they are that one's.
    const stale = all.filter(
      ({ state, file }) => state === 'stale' && blocks.states.isOwn(document, file.path),
    );
    if (stale.length === 0) return;
    const title = vscode.l10n.t('Compressing {0} again', vscode.workspace.asRelativePath(document.uri));
    await tasks.run(title, 'statusBar', async (context) => {
      for (const block of stale) await recompress(this.services, document, block, context);
    });
  }
}

/** Writes a block's vectors anew, as many as there were, for the model that they were for, with the text if that was kept. */
async function recompress(
  services: Services,
  document: vscode.TextDocument,
  found: BlockWithState,
  context: CallContext,
): Promise<void> {
  const { blocks, engine, models, reporter, session } = services;
  const { block, file, hashes } = found;
  if (!file) return;
  const { demonstrations } = block;
  const { metadata, vectors } = file;
  const model = await models.forVectors(metadata);
  // Nothing that is left of a block may be another block's: such a file stays.
  const path = sharesDemonstration(found) ? file.path : await freePath(file.path, demonstrations);
  const keepText = metadata.demonstrationsText !== undefined;
  const pinned = blocks.pins.of(document.uri.toString(), hashes, file);
  const params = { model, demonstrations, file: path, keepText, vectors, pinned };
  const { tokens, reused } = await engine.compress(params, context);
  reporter.log.info(`${path}: compressed again; ${reused} of ${tokens.total} tokens had been read before`);
  await blocks.index.refresh(path);
  if (session.state.vectors?.path === path)
    await showBlock(services, { document, block, tokens, file: path }, context, true);
}
