import * as vscode from 'vscode';
import type { CompressResult } from '../../engine/methods';
import { UserError } from '../../shared/errors';
import { chooseDocument } from '../chooseDocument';
import { chosenBlock } from '../chosenBlock';
import { compress } from '../compress';
import type { BlockWithState } from '../freshness/blockStates';
import type { Services } from '../services';
import { demonstrationsAt } from './demonstrationsAt';

/**
 * Pins the demonstration at the cursor (all that are selected) as text, or unpins it. A block that has a vector file is compressed again at once, so
 * that the file is as its pins say.
 * @param target the document; by default the active editor's
 * @param place an offset in the demonstration; by default the selection
 */
export async function setPinned(
  services: Services,
  pinned: boolean,
  target?: vscode.Uri,
  place?: { readonly start: number },
): Promise<CompressResult | undefined> {
  const { document, selection } = await chooseDocument(target, place);
  const { start } = selection;
  // A selection would be read as a block of its own.
  const found = await chosenBlock(services, { document, selection: new vscode.Range(start, start) });
  const chosen = demonstrationsAt(found.block.ranges, {
    start: document.offsetAt(selection.start),
    end: document.offsetAt(selection.end),
  });
  if (chosen.length === 0) {
    throw new UserError(
      'badInput',
      vscode.l10n.t('The cursor is in no demonstration: put it into the one that you mean.'),
    );
  }
  const before = services.blocks.pins.of(document.uri.toString(), found.hashes, found.file);
  const after = pinned
    ? [...new Set([...before, ...chosen])]
    : before.filter((index) => !chosen.includes(index));
  if (after.length === before.length) {
    const said = pinned ? vscode.l10n.t('It is pinned already.') : vscode.l10n.t('It is not pinned.');
    vscode.window.setStatusBarMessage(`MEND: ${said}`, 5000);
    return undefined;
  }
  return applyPins(services, document, found, { pinned: after });
}

/** Makes a block's pins what is given, and its vector file with them where it has one. */
export async function applyPins(
  services: Services,
  document: vscode.TextDocument,
  { block, hashes, file }: BlockWithState,
  { pinned, vectors = file?.vectors }: { readonly pinned: readonly number[]; readonly vectors?: number },
): Promise<CompressResult | undefined> {
  if (pinned.length === hashes.length) {
    throw new UserError(
      'badInput',
      vscode.l10n.t(
        'All {0} demonstrations would be text, and none is left to distil: leave one unpinned.',
        hashes.length,
      ),
    );
  }
  if (!file) {
    services.blocks.pins.set(document.uri.toString(), hashes, pinned);
    return undefined;
  }
  return compress(services, { target: document.uri, place: { start: block.start }, pinned, vectors });
}
