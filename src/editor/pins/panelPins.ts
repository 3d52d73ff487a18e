import * as vscode from 'vscode';
import type { Services } from '../services';

/** What the panel may do about the survival of the demonstrations it shows. Failures are told to the user. */
export function panelPins(services: Services): {
  map(): void;
  pin(index: number, pinned: boolean): void;
  spend(rows: number): void;
} {
  // These bring what reads manifests and documents.
  const shown = async () => (await import('./shownBlock')).shownBlock(services);
  const told = (work: () => Promise<unknown>): void => {
    work().catch((error: unknown) => services.reporter.show(error));
  };
  return {
    map: () =>
      told(async () => {
        const { document, found } = await shown();
        const place = { start: found.block.start };
        await vscode.commands.executeCommand('mend.showSurvivalMap', document.uri, place);
      }),
    pin: (index, pinned) =>
      told(async () => {
        const { document, found } = await shown();
        const start = found.block.ranges[index]?.start;
        if (start === undefined) return;
        const command = pinned ? 'mend.pinDemonstration' : 'mend.unpinDemonstration';
        await vscode.commands.executeCommand(command, document.uri, { start });
      }),
    spend: (rows) => told(async () => (await import('./spendRows')).spendRows(services, rows)),
  };
}
