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
        description: `${formatBytes(bytes)}${embedded ? ', embedded' : ''}`,
        detail: folder,
        ...(!embedded && { act: () => removeOne(services, model) }),
      };
    }),
    ...use.incomplete.map(({ folder, name, bytes }): UseItem => ({
      label: `$(debug-pause) ${name}`,
      description: `${formatBytes(bytes)}, not whole: adding it again goes on from there`,
      detail: folder,
      act: () => discard(name, folder, bytes),
    })),
  ];
  const free = use.free === undefined ? '' : `, ${formatBytes(use.free)} are free`;
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Models take ${formatBytes(use.total)}${free}`,
    placeHolder: 'Choose one to remove it',
    matchOnDetail: true,
  });
  await chosen?.act?.();
}

async function discard(name: string, folder: string, bytes: number): Promise<void> {
  const yes = 'Discard';
  const answer = await vscode.window.showWarningMessage(
    `Discard what has come of ${name}?`,
    {
      modal: true,
      detail: `${folder}\n${formatBytes(bytes)} are freed, and would have to be downloaded again.`,
    },
    yes,
  );
  if (answer === yes) await discardIncomplete(folder);
}
