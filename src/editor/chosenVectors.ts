import * as vscode from 'vscode';
import { vectorEditorId } from './ids';
import { loadVectors } from './loadVectors';
import { onDisk } from './onDisk';
import { openVectors } from './openVectors';
import type { Services } from './services';
import type { SessionVectors } from './sessionState';

/**
 * The vectors that a command is about: the file it was called on, else the one whose editor is active, else the one open in the panel, else one that
 * is asked for.
 * @returns undefined when none was chosen
 * @throws UserError where the file is not on this disk or cannot be read
 */
export async function chosenVectors(
  services: Services,
  target: vscode.Uri | undefined,
): Promise<SessionVectors | undefined> {
  const file = target ?? activeVectorFile();
  if (file) return loadVectors(onDisk(file));
  return services.session.state.vectors ?? openVectors(services);
}

/** The file of the active tab, where that is an editor for vector files. */
export function activeVectorFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === vectorEditorId ? input.uri : undefined;
}
