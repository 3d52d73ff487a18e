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
import { tell } from './tell';

/**
 * A menu gives the file it was opened on, and what is selected beside it; a lens gives its document, and where in it the block is; a key binding
 * or another extension gives a document and what it likes (`given`).
 */
type Handler = (
  target: vscode.Uri | undefined,
  place: { readonly start: number } | undefined,
  selected: readonly vscode.Uri[],
  given: unknown,
) => unknown;

/** Commands that another room registers, since what they show is there. */
type Elsewhere = 'mend.compareVectors';

/** What each command does. */
function handlers(services: Services): Record<Exclude<CommandId, Elsewhere>, Handler> {
  return {
    // Brings the parsers of all formats, which activation must not wait for.
    'mend.compress': async (target, place) =>
      (await import('./compress')).compress(services, { target, place }),
    'mend.compressTo': async (target, place) =>
      (await import('./compressTo')).compressTo(services, target, place),
    'mend.compareBlock': async (target, place) =>
      (await import('./lens/compareBlock')).compareBlock(services, target, place),
    'mend.countTokens': async (target) => (await import('./lens/countTokens')).countTokens(services, target),
    'mend.showSurvivalMap': async (target, place) =>
      (await import('./survival/showMap')).showSurvivalMap(services, target, place),
    'mend.mapSurvivalOnQueries': async (target, place) =>
      (await import('./survival/mapOnQueries')).mapOnQueries(services, target, place),
    'mend.clearSurvivalMap': () => services.blocks.survival.clear(),
    'mend.pinDemonstration': async (target, place) =>
      (await import('./pins/pinCommands')).setPinned(services, true, target, place),
    'mend.unpinDemonstration': async (target, place) =>
      (await import('./pins/pinCommands')).setPinned(services, false, target, place),
    'mend.measureBreakEven': async (target, place) =>
      (await import('./measure/breakEven')).measureBreakEven(services, target, place),
    'mend.runChallenge': async (target, place, _selected, given) => {
      const { challengeOptions, runChallenge } = await import('./measure/challenge');
      return runChallenge(services, target, place, challengeOptions(given));
    },
    'mend.previewPredictions': (target, place) => services.previewPredictions(target, place),
    'mend.openVectors': (target) => openVectors(services, target),
    'mend.predict': () => predictCommand(services),
    'mend.copySnippet': (target) => copySnippet(services, target),
    'mend.exportVectors': (target) => exportVectorsCommand(services, target),
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

/** Registers the commands of this room. */
export function registerCommands(services: Services): vscode.Disposable {
  const registered = Object.entries(handlers(services)).map(([id, handler]) =>
    registerCommand(services, id as CommandId, handler),
  );
  return vscode.Disposable.from(...registered);
}

/** Registers one command. A failure is told to the user and is not the caller's: another command's `await` need not catch it. */
export function registerCommand(
  { reporter }: Pick<Services, 'reporter'>,
  id: CommandId,
  handler: Handler,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (target: unknown, more: unknown) => {
    try {
      return await handler(
        target instanceof vscode.Uri ? target : undefined,
        placeIn(more),
        urisIn(more),
        more,
      );
    } catch (error) {
      reporter.show(error);
      return undefined;
    }
  });
}

/** The explorer's menu gives all that is selected as its second argument. */
function urisIn(value: unknown): readonly vscode.Uri[] {
  return Array.isArray(value) ? value.filter((one) => one instanceof vscode.Uri) : [];
}

/** Menus give other things as their second argument. */
function placeIn(value: unknown): { readonly start: number } | undefined {
  const isPlace = typeof value === 'object' && value !== null && 'start' in value;
  return isPlace && typeof value.start === 'number' ? { start: value.start } : undefined;
}

async function restartEngine({ engine, tasks }: Services): Promise<void> {
  tasks.cancel();
  await engine.restart();
  tell(vscode.l10n.t('the engine was restarted.'));
}
