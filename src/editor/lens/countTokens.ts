import * as vscode from 'vscode';
import { UserError } from '../../shared/errors';
import { chooseDocument } from '../chooseDocument';
import type { Services } from '../services';

/**
 * Counts the tokens of a document's demonstrations and shows them in the text. Starts the engine, but loads no model.
 * @param target by default the active editor's document
 */
export async function countTokens(services: Services, target?: vscode.Uri): Promise<void> {
  const { blocks, models, tasks } = services;
  const { document } = await chooseDocument(target);
  const found = await blocks.documents.of(document);
  if (found.length === 0) {
    throw new UserError(
      'noDemonstrations',
      vscode.l10n.t(
        'No demonstrations were found in this document: select them and run "MEND: Compress Demonstrations" where they are written in some other way.',
      ),
    );
  }
  // Says so where there is none.
  await models.chosen();
  await tasks.run(vscode.l10n.t('Counting tokens'), 'statusBar', async ({ signal }) => {
    for (const block of found) await blocks.counts.count(block, signal);
  });
}
