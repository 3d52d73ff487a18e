import * as vscode from 'vscode';
import { UserError } from '../../shared/errors';
import { chooseDocument } from '../chooseDocument';
import { chosenBlock } from '../chosenBlock';
import type { BlockWithState } from '../freshness/blockStates';
import type { Services } from '../services';

/** A block and the document that it stands in. */
export interface BlockInDocument {
  readonly document: vscode.TextDocument;
  readonly found: BlockWithState;
}

/** The block that the panel shows, as it stands in its document. @throws UserError where it is gone or was changed */
export async function shownBlock(services: Services): Promise<BlockInDocument> {
  const shown = services.session.state.demonstrations;
  if (!shown)
    throw new UserError(
      'noDemonstrations',
      vscode.l10n.t('The panel shows no demonstrations: compress some first.'),
    );
  const { uri, start, name } = shown.source;
  const { document, selection } = await chooseDocument(vscode.Uri.parse(uri, true), { start });
  const found = await chosenBlock(services, { document, selection });
  if (JSON.stringify(found.block.demonstrations) !== JSON.stringify(shown.demonstrations)) {
    throw new UserError(
      'noDemonstrations',
      vscode.l10n.t('The demonstrations in {0} are not the ones shown any more: compress them again.', name),
    );
  }
  return { document, found };
}
