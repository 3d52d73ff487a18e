import * as vscode from 'vscode';
import { discardIncomplete } from '../../models/disk/discardIncomplete';
import { diskUse } from '../../models/disk/diskUse';
import { formatBytes } from '../../shared/formatBytes';
import type { Services } from '../services';
import { removeOne } from './removeModel';

interface UseItem extends vscode.QuickPickItem {
  readonly act?: () => Promise<void>;
}

/** Shows what models take on the disk; choosing one that was added, or what is left of a broken download, removes it. */
export async function showDiskUse(services: Services): Promise<void> {
  const { models } = services;
  const use = await diskUse(await models.find(), await models.stores());
  const items: UseItem[] = [
    ...use.models.map((model): UseItem => {
      const { folder, manifest, bytes } = model;
      const embedded = models.isEmbedded(folder);
      return {
        label: manifest?.name ?? `$(warning) ${folder}`,
        description: embedded ? vscode.l10n.t('{0}, embedded', formatBytes(bytes)) : formatBytes(bytes),
        detail: folder,
        ...(!embedded && { act: () => removeOne(services, model) }),
      };
    }),
    ...use.incomplete.map(({ folder, name, bytes }): UseItem => ({
      label: `$(debug-pause) ${name}`,
      description: vscode.l10n.t('{0}, not whole: adding it again goes on from there', formatBytes(bytes)),
      detail: folder,
      act: () => discard(name, folder, bytes),
    })),
  ];
  const total = formatBytes(use.total);
  const chosen = await vscode.window.showQuickPick(items, {
    title:
      use.free === undefined
        ? vscode.l10n.t('Models take {0}', total)
        : vscode.l10n.t('Models take {0}, {1} are free', total, formatBytes(use.free)),
    placeHolder: vscode.l10n.t('Choose one to remove it'),
    matchOnDetail: true,
  });
  await chosen?.act?.();
}

async function discard(name: string, folder: string, bytes: number): Promise<void> {
  const yes = vscode.l10n.t('Discard');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Discard what has come of {0}?', name),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0}\n{1} are freed, and would have to be downloaded again.',
        folder,
        formatBytes(bytes),
      ),
    },
    yes,
  );
  if (answer === yes) await discardIncomplete(folder);
}
