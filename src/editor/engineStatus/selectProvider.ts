import * as vscode from 'vscode';
import strings from '../../../package.nls.json';
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
    title: 'Select what the engine runs on',
    placeHolder: 'Whichever fails is skipped, and the CPU always remains',
    matchOnDetail: true,
  });
  if (!chosen || chosen.provider === current) return;
  const settings = vscode.workspace.getConfiguration('mend');
  const inWorkspace = settings.inspect('engine.provider')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('engine.provider', chosen.provider, target);
}

function itemOf(provider: string, current: string, status: EngineStatus | undefined): ProviderItem {
  const name = provider === 'auto' ? 'Automatic' : providerName(provider);
  const skipped = status?.skipped.find((one) => one.provider === provider);
  const facts = [
    descriptions[provider],
    ...(status?.provider === provider ? ['The engine runs on it.'] : []),
    ...(skipped ? [`Not used: ${skipped.reason}.`] : []),
  ];
  return {
    provider,
    label: provider === current ? `$(check) ${name}` : name,
    detail: facts.filter(Boolean).join(' '),
  };
}

/** What the setting says of each value. */
const descriptions: Readonly<Record<string, string>> = {
  auto: strings['setting.engine.provider.auto'],
  cpu: strings['setting.engine.provider.cpu'],
  cuda: strings['setting.engine.provider.cuda'],
  coreml: strings['setting.engine.provider.coreml'],
  dml: strings['setting.engine.provider.dml'],
  webgpu: strings['setting.engine.provider.webgpu'],
};
