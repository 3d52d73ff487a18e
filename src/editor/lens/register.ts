import * as vscode from 'vscode';
import { registerRecompression } from '../freshness/recompress';
import type { Services } from '../services';
import { BlockLenses } from './blockLenses';
import { promptLanguages } from './languages';
import { TokenHints } from './tokenHints';

/** Shows what is known of few-shot blocks in the text itself: lenses, hints, and vectors that follow the document when it is saved. */
export function registerLenses(services: Services): vscode.Disposable {
  const { blocks, engine, session } = services;
  const { documents, states, index, counts, chosen } = blocks;
  const lensesChanged = new vscode.EventEmitter<void>();
  const hintsChanged = new vscode.EventEmitter<void>();
  const all = (): void => {
    lensesChanged.fire();
    hintsChanged.fire();
  };
  let opened = session.state.vectors;
  return vscode.Disposable.from(
    lensesChanged,
    hintsChanged,
    index.onDidChange(() => lensesChanged.fire()),
    counts.onDidChange(all),
    engine.onDidChangeState((state) => {
      if (state === 'running') all();
    }),
    session.onDidChange(({ vectors }) => {
      // A file outside of the watched folders was written.
      if (vectors && vectors !== opened) void index.refresh(vectors.path);
      opened = vectors;
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mend')) all();
    }),
    vscode.languages.registerCodeLensProvider(
      [...promptLanguages],
      new BlockLenses(lensesChanged.event, states, counts, chosen),
    ),
    vscode.languages.registerInlayHintsProvider(
      [...promptLanguages],
      new TokenHints(hintsChanged.event, documents, counts, chosen),
    ),
    registerRecompression(services),
  );
}
