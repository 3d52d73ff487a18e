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
      label: `$(settings-gear) ${vscode.l10n.t('Select Model')}`,
      description: readSettings().modelId,
    },
    {
      command: 'mend.selectProvider',
      label: `$(chip) ${vscode.l10n.t('Select Provider')}`,
      description: provider === 'auto' ? vscode.l10n.t('automatic') : providerName(provider),
    },
    { command: 'mend.restartEngine', label: `$(debug-restart) ${vscode.l10n.t('Restart Engine')}` },
    { command: 'mend.showLogs', label: `$(output) ${vscode.l10n.t('Show Logs')}` },
  ];
  if (readProviderPackage(cuda.native)) {
    items.push(
      installedFolder(cuda) === undefined
        ? { command: 'mend.installCuda', label: `$(cloud-download) ${vscode.l10n.t('Install CUDA Support')}` }
        : { command: 'mend.removeCuda', label: `$(trash) ${vscode.l10n.t('Remove CUDA Support')}` },
    );
  }
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('MEND: Model and Engine') });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
