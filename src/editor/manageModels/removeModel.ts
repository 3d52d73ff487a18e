import * as path from 'node:path';
import * as vscode from 'vscode';
import { removeModel } from '../../models/disk/removeModel';
import { sizeOf } from '../../models/disk/sizeOf';
import type { FoundModel } from '../../models/findModels';
import { UserError } from '../../shared/errors';
import { formatBytes } from '../../shared/formatBytes';
import { inBackground } from '../background';
import type { Services } from '../services';
import { readSettings } from '../settings';
import { isInSetting, takeFolderFromSetting } from './settingFolders';

interface RemovableItem extends vscode.QuickPickItem {
  readonly model: FoundModel;
}

/** Asks which of the models that are not embedded is to go, and removes it. */
export async function removeModelCommand(services: Services): Promise<void> {
  const { models } = services;
  const removable = (await models.find()).filter(({ folder }) => !models.isEmbedded(folder));
  if (removable.length === 0)
    throw new UserError('badInput', 'There is no model that was added, and the embedded ones stay.');
  const items = await Promise.all(removable.map(itemOf));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Remove a model', matchOnDetail: true });
  if (chosen) await removeOne(services, chosen.model);
}

async function itemOf(model: FoundModel): Promise<RemovableItem> {
  return {
    label: nameOf(model),
    description: formatBytes(await sizeOf(model.folder)),
    detail: model.folder,
    model,
  };
}

const nameOf = ({ manifest, folder }: FoundModel): string => manifest?.name ?? path.basename(folder);

/** Asks once more, since what is removed is gone, and removes a model. */
export async function removeOne(services: Services, model: FoundModel): Promise<void> {
  const { models, reporter } = services;
  const { folder, manifest } = model;
  const [remove, forget] = ['Remove From Disk', 'Only Take Off the List'];
  const listed = isInSetting(folder);
  const answer = await vscode.window.showWarningMessage(
    `Remove ${nameOf(model)}?`,
    {
      modal: true,
      detail: `${folder}\n${formatBytes(await sizeOf(folder))} are freed. This cannot be undone.`,
    },
    remove,
    ...(listed ? [forget] : []),
  );
  if (answer === undefined) return;
  if (answer === remove) {
    const removed = await inBackground(reporter, `Removing ${nameOf(model)}`, () =>
      removeModel(model, { embedded: models.embedded, stores: [models.store] }),
    );
    if (!removed) return;
    reporter.log.info(`removed ${folder}`);
    if (removed.left) void vscode.window.showInformationMessage(`Files of your own stay in ${folder}.`);
  }
  if (listed) await takeFolderFromSetting(folder);
  if (manifest?.id === readSettings().modelId) void offerAnother(nameOf(model));
}

async function offerAnother(name: string): Promise<void> {
  const select = 'Select Model';
  const message = `${name} was the model that compresses and predicts.`;
  if ((await vscode.window.showInformationMessage(message, select)) === select)
    await vscode.commands.executeCommand('mend.selectModel');
}
