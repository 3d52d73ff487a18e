import * as vscode from 'vscode';
import type { InstallPlan } from '../../engine/cuda';
import { installedFolder } from '../../engine/cuda/installed';
import { UserError } from '../../shared/errors';
import { formatBytes } from '../../shared/formatBytes';
import { inBackground } from '../background';
import type { Services } from '../services';

/** Fetches CUDA's provider libraries, after showing how much comes from where. */
export async function installCuda(services: Services): Promise<void> {
  const { cuda, engine, reporter } = services;
  const { planInstall, install } = await import('../../engine/cuda');
  const plan = await inBackground(reporter, 'Looking for the CUDA libraries', ({ signal }) =>
    planInstall(cuda, { fetch, signal }),
  );
  if (!plan || !(await isAgreed(plan))) return;
  const done = await inBackground(reporter, 'Installing CUDA support', async ({ signal, report }) => {
    await install(plan, cuda, { fetch, signal }, report);
    return true;
  });
  if (!done) return;
  reporter.log.info(`installed ${plan.found.name} in ${plan.folder}`);
  const restart = 'Restart Engine';
  const message = 'CUDA support is installed, and is used when the engine starts the next time.';
  const running = engine.state !== 'stopped';
  if ((await vscode.window.showInformationMessage(message, ...(running ? [restart] : []))) === restart)
    await vscode.commands.executeCommand('mend.restartEngine');
}

async function isAgreed({ found, folder }: InstallPlan): Promise<boolean> {
  const install = 'Install';
  const size = found.bytes === undefined ? 'an unknown size' : formatBytes(found.bytes);
  const check =
    found.sha512 === undefined
      ? `${found.host} publishes no hash of it here, so that only its size can be checked.`
      : `It is checked against the SHA-512 that ${found.host} publishes.`;
  const detail = [
    `${found.name} is downloaded from ${found.host} (${size}). ${check}`,
    `Its libraries, with a copy of ONNX Runtime, are kept in ${folder}.`,
    'The NVIDIA driver, CUDA and cuDNN themselves must be on this machine already.',
  ].join('\n\n');
  return (
    (await vscode.window.showInformationMessage(
      'Install CUDA support?',
      { modal: true, detail },
      install,
    )) === install
  );
}

/** Removes them again. The engine is restarted, so that it lets go of them. */
export async function removeCuda({ cuda, engine, reporter }: Services): Promise<void> {
  if (installedFolder(cuda) === undefined)
    throw new UserError('badInput', 'CUDA support is not installed, so there is nothing to remove.');
  const yes = 'Remove';
  const answer = await vscode.window.showWarningMessage(
    'Remove CUDA support?',
    { modal: true, detail: `${cuda.store} is deleted. The engine goes on without CUDA.` },
    yes,
  );
  if (answer !== yes) return;
  const { remove } = await import('../../engine/cuda');
  const freed = await remove(cuda);
  reporter.log.info(`removed ${cuda.store}`);
  if (engine.state !== 'stopped') await engine.restart();
  void vscode.window.showInformationMessage(
    `CUDA support was removed; ${formatBytes(freed)} are free again.`,
  );
}
