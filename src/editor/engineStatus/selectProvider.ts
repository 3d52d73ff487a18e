import * as vscode from 'vscode';
import type { EngineStatus } from '../../engine/methods';
import type { Services } from '../services';
import { readEngineSettings } from '../settings';
import { providerName, providerNames } from './present';

interface ProviderItem extends vscode.QuickPickItem {
  readonly provider: string;
}

/** Lets the user choose what the engine runs on, and stores the choice where it was made before. A change restarts the engine. */
export async function selectProvider({ engine }: Services): Promise<void> {
  const status = engine.state === 'running' ? await engine.status({}).catch(() => undefined) : undefined;
  const { provider: current } = readEngineSettings();
  const items = ['auto', ...Object.keys(providerNames)].map((provider) => itemOf(provider, current, status));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Select what the engine runs on'),
    placeHolder: vscode.l10n.t('Whichever fails is skipped, and the CPU always remains'),
    matchOnDetail: true,
  });
  if (!chosen || chosen.provider === current) return;
  const settings = vscode.workspace.getConfiguration('mend');
  const inWorkspace = settings.inspect('engine.provider')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('engine.provider', chosen.provider, target);
}

function itemOf(provider: string, current: string, status: EngineStatus | undefined): ProviderItem {
  const name = provider === 'auto' ? vscode.l10n.t('Automatic') : providerName(provider);
  const skipped = status?.skipped.find((one) => one.provider === provider);
  const facts = [
    descriptionOf(provider),
    ...(status?.provider === provider ? [vscode.l10n.t('The engine runs on it.')] : []),
    ...(skipped ? [vscode.l10n.t('Not used: {0}.', skipped.reason)] : []),
  ];
  return { provider, label: provider === current ? `$(check) ${name}` : name, detail: facts.join(' ') };
}

function descriptionOf(provider: string): string {
  switch (provider) {
    case 'auto':
      return vscode.l10n.t('The fastest one that works for the model.');
    case 'cuda':
      return vscode.l10n.t('NVIDIA GPUs on Linux.');
    case 'coreml':
      return vscode.l10n.t('Apple’s GPUs and Neural Engine, on macOS.');
    case 'dml':
      return vscode.l10n.t('GPUs through DirectX 12, on Windows.');
    case 'webgpu':
      return vscode.l10n.t('GPUs through Vulkan, DirectX 12 or Metal; experimental.');
    default:
      return vscode.l10n.t('The processor only.');
  }
}
