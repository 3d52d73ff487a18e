import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { CallContext, CompressResult } from '../engine/methods';
import { UserError } from '../shared/errors';
import { outputName } from '../vectors';
import { chosenBlock } from './chosenBlock';
import { chooseDocument } from './chooseDocument';
import { documentOutput } from './documentOutput';
import { freePath } from './freePath';
import { type BlockWithState, sharesDemonstration } from './freshness/blockStates';
import { viewId } from './ids';
import type { Services } from './services';
import { readSettings } from './settings';
import { showBlock } from './showBlock';
import { showSurvivalMap } from './survival/showMap';

/** What to compress, where it is not what the active editor says, and how. */
export interface CompressOptions {
  /** A document chosen in the explorer, read whole; by default the active editor's selection, or the block around its cursor. */
  readonly target?: vscode.Uri | undefined;
  /** An offset in the target: the block there is meant. */
  readonly place?: { readonly start: number } | undefined;
  /** How many vectors to write; by default what the settings say. */
  readonly vectors?: number | undefined;
  /** Indices of demonstrations that stay text; by default those that are pinned. They are pinned from then on. */
  readonly pinned?: readonly number[] | undefined;
}

/**
 * Compresses demonstrations and shows the result in the panel.
 *
 * @returns undefined when it failed or was cancelled, and then the user has been told
 */
export async function compress(
  services: Services,
  { target, place, vectors, pinned }: CompressOptions = {},
): Promise<CompressResult | undefined> {
  const chosen = await chooseDocument(target, place);
  const { document } = chosen;
  const found = await chosenBlock(services, chosen);
  const file = await chooseOutput(services, document, found);
  if (file === undefined) return undefined;
  const { pins, survival } = services.blocks;
  const uri = document.uri.toString();
  const { length } = found.block.demonstrations;
  const title = vscode.l10n.t(
    length === 1 ? 'Compressing 1 demonstration' : 'Compressing {0} demonstrations',
    length,
  );
  const how = { file, vectors, pinned: pinned ?? pins.of(uri, found.hashes, found.file) };
  const result = await services.tasks.run(title, 'notification', (context) =>
    distil(services, document, found, how, context),
  );
  if (!result) return undefined;
  pins.set(uri, found.hashes, how.pinned);
  await vscode.commands.executeCommand(`${viewId}.focus`);
  // What the map says was true of the vectors before.
  if (survival.of(uri)?.start === found.block.start) {
    await services.blocks.index.refresh(file);
    await showSurvivalMap(services, document.uri, { start: found.block.start });
  }
  return result;
}

async function distil(
  services: Services,
  document: vscode.TextDocument,
  { block }: BlockWithState,
  {
    file,
    vectors,
    pinned,
  }: {
    readonly file: string;
    readonly vectors: number | undefined;
    readonly pinned: readonly number[];
  },
  context: CallContext,
): Promise<CompressResult> {
  const settings = readSettings(document.uri);
  const count = vectors ?? settings.vectors;
  const { demonstrations } = block;
  const model = await services.models.chosen();
  const result = await services.engine.compress(
    {
      model,
      demonstrations,
      file,
      keepText: settings.keepText,
      pinned,
      ...(count !== undefined && { vectors: count }),
    },
    context,
  );
  await showBlock(services, { document, block, tokens: result.tokens, file }, context);
  return result;
}

/**
 * The vector file's path: the one that the block has, or a free one. Asked for only where the document has no place on this disk. Undefined when
 * that was cancelled.
 */
async function chooseOutput(
  services: Services,
  document: vscode.TextDocument,
  found: BlockWithState,
): Promise<string | undefined> {
  const file = documentOutput(document);
  if (file === undefined) return askForOutput(document);
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch (cause) {
    const message = vscode.l10n.t(
      'The folder {0} could not be made: choose another in the setting mend.output.folder.',
      path.dirname(file),
    );
    throw new UserError('fileSystem', message, { cause });
  }
  const { states } = services.blocks;
  const { block } = found;
  if (found.file && states.isOwn(document, found.file.path) && sharesDemonstration(found))
    return found.file.path;
  const others = (await states.of(document)).filter((other) => other.block.start !== block.start);
  return freePath(file, block.demonstrations, new Set(others.flatMap((other) => other.file?.path ?? [])));
}

async function askForOutput(document: vscode.TextDocument): Promise<string | undefined> {
  const workspace =
    vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.workspace.workspaceFolders?.[0];
  const name = outputName(path.basename(document.fileName));
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the vectors'),
    filters: { [vscode.l10n.t('Vector files')]: ['safetensors'] },
    ...(workspace && { defaultUri: vscode.Uri.joinPath(workspace.uri, name) }),
  });
  if (chosen && chosen.scheme !== 'file') {
    throw new UserError(
      'fileSystem',
      vscode.l10n.t("Vectors can be saved on this machine's disk only, not in {0}:.", chosen.scheme),
    );
  }
  return chosen?.fsPath;
}
