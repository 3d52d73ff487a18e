import * as vscode from 'vscode';
import { UserError } from '../shared/errors';
import { formatOptions } from './optionsLine';
import { viewId } from './ids';
import { loadVectors, withNearestTokens } from './loadVectors';
import type { Services } from './services';
import type { SessionVectors } from './sessionState';

/**
 * Opens a vector file in the panel.
 * @param target the file; asked for by default
 * @returns undefined when none was chosen or it can't be opened, and then the user has been told
 */
export async function openVectors(
  services: Services,
  target?: vscode.Uri,
): Promise<SessionVectors | undefined> {
  const uri = target ?? (await chooseFile());
  if (!uri) return undefined;
  if (uri.scheme !== 'file')
    throw new UserError(
      'fileSystem',
      `Vector files are read from this machine's disk only, not from ${uri.scheme}:.`,
    );
  const opened = await services.tasks.run('Opening vectors', 'notification', async (context) => {
    const vectors = await loadVectors(services, uri.fsPath);
    const isSame = services.session.state.vectors?.info.file === uri.fsPath;
    // Demonstrations of other vectors would be compared with these.
    services.session.update({
      vectors,
      prediction: undefined,
      ...(!isSame && {
        demonstrations: undefined,
        draft: { input: '', options: formatOptions(vectors.file.metadata.labels ?? []) },
      }),
    });
    await withNearestTokens(services, vectors, context);
    return vectors;
  });
  if (opened) await vscode.commands.executeCommand(`${viewId}.focus`);
  return opened;
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Open a vector file',
    openLabel: 'Open',
    filters: { 'Vector files': ['safetensors'] },
  });
  return chosen?.[0];
}
