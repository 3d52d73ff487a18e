import * as vscode from 'vscode';
import { chooseDocument } from '../chooseDocument';
import { chosenBlock } from '../chosenBlock';
import { compress } from '../compress';
import { viewId } from '../ids';
import type { Services } from '../services';
import { showBlock } from '../showBlock';

/**
 * Opens a block's vectors in the panel beside its demonstrations, to be asked side by side. Compresses it first where it has none.
 * @param target the block's document; by default the active editor's
 * @param place an offset in the block; by default the cursor
 */
export async function compareBlock(
  services: Services,
  target?: vscode.Uri,
  place?: { readonly start: number },
): Promise<void> {
  const chosen = await chooseDocument(target, place);
  const { block, file } = await chosenBlock(services, chosen);
  if (!file) {
    await compress(services, { target, place });
    return;
  }
  const { engine, models, tasks } = services;
  await tasks.run(vscode.l10n.t('Opening vectors'), 'notification', async (context) => {
    const { demonstrations } = block;
    const model = await models.forVectors(file.metadata);
    const tokens = await engine.countTokens({ model, demonstrations }, context);
    await showBlock(services, { document: chosen.document, block, tokens, file: file.path }, context);
  });
  await vscode.commands.executeCommand(`${viewId}.focus`);
}
