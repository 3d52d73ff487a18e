import * as vscode from 'vscode';
import type { InstallPlan } from '../../engine/cuda';
import { installedFolder } from '../../engine/cuda/installed';
import { UserError } from '../../shared/errors';
import { formatBytes } from '../../shared/formatBytes';
import { inBackground } from '../background';
import type { Services } from '../services';
import { tell } from '../tell';

/** Fetches CUDA's provider libraries, after showing how much comes from where. */
export async function installCuda(services: Services): Promise<void> {
  const { cuda, engine, reporter } = services;
  const { planInstall, install } = await import('../../engine/cuda');
  const plan = await inBackground(reporter, vscode.l10n.t('Looking for the CUDA libraries'), ({ signal }) =>
    planInstall(cuda, { fetch, signal }),
  );
  if (!plan || !(await isAgreed(plan))) return;
  const done = await inBackground(
    reporter,
    vscode.l10n.t('Installing CUDA support'),
    async ({ signal, report }) => {
      await install(plan, cuda, { fetch, signal }, report);
      return true;
    },
  );
  if (!done) return;
  reporter.log.info(`installed ${plan.found.name} in ${plan.folder}`);
  if (engine.state === 'stopped')
    return tell(vscode.l10n.t('CUDA support is installed, and is used from now on.'));
  const restart = vscode.l10n.t('Restart Engine');
  const message = vscode.l10n.t(
    'CUDA support is installed, and is used when the engine starts the next time.',
  );
  if ((await vscode.window.showInformationMessage(message, restart)) === restart)
    await vscode.commands.executeCommand('mend.restartEngine');
}

async function isAgreed({ found, folder }: InstallPlan): Promise<boolean> {
  const install = vscode.l10n.t('Install');
  const size = found.bytes === undefined ? vscode.l10n.t('an unknown size') : formatBytes(found.bytes);
  const check =
    found.sha512 === undefined
      ? vscode.l10n.t('{0} publishes no hash of it here, so that only its size can be checked.', found.host)
      : vscode.l10n.t('It is checked against the SHA-512 that {0} publishes.', found.host);
  const detail = [
    `${vscode.l10n.t('{0} is downloaded from {1} ({2}).', found.name, found.host, size)} ${check}`,
    vscode.l10n.t('Its libraries, with a copy of ONNX Runtime, are kept in {0}.', folder),
    vscode.l10n.t('The NVIDIA driver, CUDA and cuDNN themselves must be on this machine already.'),
  ].join('\n\n');
  const question = vscode.l10n.t('Install CUDA support?');
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, install)) === install;
}

/** Removes them again. The engine is restarted, so that it lets go of them. */
export async function removeCuda({ cuda, engine, reporter }: Services): Promise<void> {
  if (installedFolder(cuda) === undefined)
    throw new UserError(
      'badInput',
      vscode.l10n.t('CUDA support is not installed, so there is nothing to remove.'),
    );
  const yes = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove CUDA support?'),
    {
      modal: true,
      detail: vscode.l10n.t('{0} is deleted. The engine goes on without CUDA.', cuda.store),
    },
    yes,
  );
  if (answer !== yes) return;
  const { remove } = await import('../../engine/cuda');
  const freed = await remove(cuda);
  reporter.log.info(`removed ${cuda.store}`);
  if (engine.state !== 'stopped') await engine.restart();
  tell(vscode.l10n.t('CUDA support was removed; {0} are free again.', formatBytes(freed)));
}
