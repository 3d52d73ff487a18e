import * as vscode from 'vscode';
import { hasSurvivalMapKey } from '../ids';
import { promptLanguages } from '../lens/languages';
import { PinActions } from '../pins/actions';
import type { Services } from '../services';
import { SurvivalDecorations } from './decorations';
import { SurvivalLenses } from './lenses';

/** Shows survival maps in the text and in the panel, takes them away when their block changes, and offers pins. `media`: the folder of pictures. */
export function registerSurvival({ blocks, session }: Services, media: vscode.Uri): vscode.Disposable {
  const { survival, documents } = blocks;
  const lensesChanged = new vscode.EventEmitter<void>();
  const follow = async (document: vscode.TextDocument): Promise<void> => {
    const uri = document.uri.toString();
    if (!survival.of(uri)) return;
    const { version } = document;
    const found = await documents.of(document).catch(() => []);
    if (document.version === version)
      survival.follow(
        uri,
        found.map(({ block, hashes }) => ({ start: block.start, ranges: block.ranges, hashes })),
      );
  };
  return vscode.Disposable.from(
    lensesChanged,
    new SurvivalDecorations(survival, vscode.Uri.joinPath(media, 'survival')),
    survival.onDidChange((uri) => {
      lensesChanged.fire();
      void vscode.commands.executeCommand('setContext', hasSurvivalMapKey, survival.isAnyShown);
      const { demonstrations } = session.state;
      if (demonstrations?.source.uri !== uri) return;
      const map = survival.of(uri);
      const isSame = map?.start === demonstrations.source.start;
      const { survival: _, ...rest } = demonstrations;
      session.update({
        demonstrations: { ...rest, ...(map && isSame && { survival: [...map.each.values()] }) },
      });
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) void follow(document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => survival.clear(uri.toString())),
    vscode.languages.registerCodeLensProvider(
      [...promptLanguages],
      new SurvivalLenses(lensesChanged.event, survival),
    ),
    vscode.languages.registerCodeActionsProvider([...promptLanguages], new PinActions(blocks), {
      providedCodeActionKinds: [PinActions.kind],
    }),
  );
}
