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
import { tell } from '../tell';
import { isInSetting, takeFolderFromSetting } from './settingFolders';

interface RemovableItem extends vscode.QuickPickItem {
  readonly model: FoundModel;
}

/** Asks which of the models that are not embedded is to go, and removes it. */
export async function removeModelCommand(services: Services): Promise<void> {
  const { models } = services;
  const removable = (await models.find()).filter(({ folder }) => !models.isEmbedded(folder));
  if (removable.length === 0)
    throw new UserError(
      'badInput',
      vscode.l10n.t('There is no model that was added, and the embedded ones stay.'),
    );
  const items = await Promise.all(removable.map(itemOf));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Remove a model'),
    matchOnDetail: true,
  });
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
  const remove = vscode.l10n.t('Remove From Disk');
  const forget = vscode.l10n.t('Only Take Off the List');
  const listed = isInSetting(folder);
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove {0}?', nameOf(model)),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0}\n{1} are freed. This cannot be undone.',
        folder,
        formatBytes(await sizeOf(folder)),
      ),
    },
    remove,
    ...(listed ? [forget] : []),
  );
  if (answer === undefined) return;
  if (answer === remove) {
    const removed = await inBackground(reporter, vscode.l10n.t('Removing {0}', nameOf(model)), () =>
      removeModel(model, { embedded: models.embedded, stores: [models.store] }),
    );
    if (!removed) return;
    reporter.log.info(`removed ${folder}`);
    if (removed.left) tell(vscode.l10n.t('files of your own stay in {0}.', folder));
  }
  if (listed) await takeFolderFromSetting(folder);
  if (manifest?.id === readSettings().modelId) void offerAnother(nameOf(model));
}

async function offerAnother(name: string): Promise<void> {
  const select = vscode.l10n.t('Select Model');
  const message = vscode.l10n.t('{0} was the model that compresses and predicts.', name);
  if ((await vscode.window.showInformationMessage(message, select)) === select)
    await vscode.commands.executeCommand('mend.selectModel');
}
