import * as vscode from 'vscode';
import { installedFolder } from '../../engine/cuda/installed';
import { readProviderPackage } from '../../engine/cuda/providerPackage';
import type { CommandId } from '../ids';
import type { Services } from '../services';
import { readEngineSettings, readSettings } from '../settings';
import { providerName } from './present';

interface CommandItem extends vscode.QuickPickItem {
  readonly command: CommandId;
}

/** What a click on the status bar offers. */
export async function engineMenu({ cuda }: Services): Promise<void> {
  const { provider } = readEngineSettings();
  const items: CommandItem[] = [
    {
      command: 'mend.selectModel',
      label: '$(settings-gear) Select Model',
      description: readSettings().modelId,
    },
    {
      command: 'mend.selectProvider',
      label: '$(chip) Select Provider',
      description: provider === 'auto' ? 'automatic' : providerName(provider),
    },
    { command: 'mend.restartEngine', label: '$(debug-restart) Restart Engine' },
    { command: 'mend.showLogs', label: '$(output) Show Logs' },
  ];
  if (readProviderPackage(cuda.native)) {
    items.push(
      installedFolder(cuda) === undefined
        ? { command: 'mend.installCuda', label: '$(cloud-download) Install CUDA Support' }
        : { command: 'mend.removeCuda', label: '$(trash) Remove CUDA Support' },
    );
  }
  const chosen = await vscode.window.showQuickPick(items, { title: 'MEND: Model and Engine' });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
