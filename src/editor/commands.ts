import * as vscode from 'vscode';
import type { CommandId } from './ids';
import { copySnippet } from './copySnippet';
import { exportVectorsCommand } from './exportVectors';
import { openExample } from './openExample';
import { openVectors } from './openVectors';
import { predictCommand } from './predict';
import { selectModel } from './selectModel';
import { installCuda, removeCuda } from './engineStatus/cudaSupport';
import { engineMenu } from './engineStatus/engineMenu';
import { selectProvider } from './engineStatus/selectProvider';
import type { Services } from './services';
import { copyDiagnostics } from './support/copyDiagnostics';
import { selfTestCommand } from './support/selfTest';

/** What each command does. A menu gives the file it was opened on as the first argument. */
function handlers(services: Services): Record<CommandId, (target: vscode.Uri | undefined) => unknown> {
  return {
    // Brings the parsers of all formats, which activation must not wait for.
    'mend.compress': async (target) => (await import('./compress')).compress(services, target),
    'mend.compressTo': async (target) => (await import('./compressTo')).compressTo(services, target),
    'mend.openVectors': (target) => openVectors(services, target),
    'mend.predict': () => predictCommand(services),
    'mend.copySnippet': () => copySnippet(services),
    'mend.exportVectors': () => exportVectorsCommand(services),
    'mend.selectModel': () => selectModel(services),
    'mend.selectProvider': () => selectProvider(services),
    // These bring what reads manifests.
    'mend.addModel': async (target) =>
      (await import('./manageModels/addModel')).addModelCommand(services, target),
    'mend.removeModel': async () => (await import('./manageModels/removeModel')).removeModelCommand(services),
    'mend.showDiskUse': async () => (await import('./manageModels/showDiskUse')).showDiskUse(services),
    'mend.openExample': () => openExample(services),
    'mend.showLogs': () => services.reporter.log.show(),
    'mend.restartEngine': () => restartEngine(services),
    'mend.engineMenu': () => engineMenu(services),
    'mend.installCuda': () => installCuda(services),
    'mend.removeCuda': () => removeCuda(services),
    'mend.copyDiagnostics': () => copyDiagnostics(services),
    'mend.selfTest': () => selfTestCommand(services),
  };
}

/** Registers every command. A failure is told to the user and is not the caller's: another command's `await` need not catch it. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries(handlers(services)).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (target: unknown) => {
      try {
        return await handler(target instanceof vscode.Uri ? target : undefined);
      } catch (error) {
        services.reporter.show(error);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

async function restartEngine({ engine, tasks }: Services): Promise<void> {
  tasks.cancel();
  await engine.restart();
  vscode.window.setStatusBarMessage('MEND: the engine was restarted.', 5000);
}
