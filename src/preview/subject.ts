import * as path from 'node:path';
import * as vscode from 'vscode';
import type { FewShotBlock } from '../demonstrations';
import type { ModelChoice } from '../engine/methods';
import type { UsableModel } from '../models/findModels';
import { chosenBlock } from '../editor/chosenBlock';
import type { BlockWithState } from '../editor/freshness/blockStates';
import type { Services } from '../editor/services';
import { readSettings } from '../editor/settings';
import { openText } from './openText';

/** Where a block of demonstrations is. */
export interface BlockPlace {
  readonly uri: vscode.Uri;
  /** An offset in the block, in UTF-16 code units. */
  readonly offset: number;
}

/** What queries are answered with. */
export interface Subject {
  readonly block: FewShotBlock;
  readonly model: ModelChoice;
  /** The vector file to take; else the vectors are distilled, `vectors` of them. */
  readonly file?: string;
  readonly vectors?: number;
  /** Equal for what answers alike. */
  readonly key: string;
  readonly facts: { readonly demonstrations: string; readonly vectors: string; readonly model: string };
}

/**
 * The block at a place, as it is now, with its vectors: those of its file where this is fresh, else new ones of the chosen model.
 * @throws UserError where there is no block any more, or no model
 */
export async function subjectAt(services: Services, { uri, offset }: BlockPlace): Promise<Subject> {
  const document = await openText(uri);
  const at = document.positionAt(offset);
  const found = await chosenBlock(services, { document, selection: new vscode.Range(at, at) });
  const name = path.basename(uri.path);
  const demonstrations = vscode.l10n.t('{0} demonstrations of {1}', found.block.demonstrations.length, name);
  return (await ofFile(services, found, demonstrations)) ?? distilled(services, uri, found, demonstrations);
}

/** Undefined where there is no fresh file, or its model is not here. */
async function ofFile(
  { models }: Services,
  { block, hashes, state, file }: BlockWithState,
  demonstrations: string,
): Promise<Subject | undefined> {
  if (state !== 'fresh') return undefined;
  const found = await models.foundForVectors(file.metadata).catch(() => undefined);
  if (!found) return undefined;
  const name = path.basename(file.path);
  return {
    block,
    model: { folder: found.folder },
    file: file.path,
    key: JSON.stringify([identity(found), hashes, file.path, file.created]),
    facts: {
      demonstrations,
      vectors: vscode.l10n.t('{0} vectors of {1}', file.vectors, name),
      model: found.manifest.id,
    },
  };
}

async function distilled(
  { models }: Services,
  uri: vscode.Uri,
  { block, hashes }: BlockWithState,
  demonstrations: string,
): Promise<Subject> {
  const found = await models.foundChosen();
  const { vectors } = readSettings(uri);
  return {
    block,
    model: { folder: found.folder },
    ...(vectors !== undefined && { vectors }),
    key: JSON.stringify([identity(found), hashes, vectors]),
    facts: {
      demonstrations,
      vectors: vscode.l10n.t('vectors distilled here, not saved'),
      model: found.manifest.id,
    },
  };
}

function identity({ folder, manifest }: UsableModel): readonly string[] {
  return [folder, manifest.target.hash, manifest.distiller.hash, manifest.defaultDtype];
}
