import * as path from 'node:path';
import * as vscode from 'vscode';
import type { CallContext } from '../engine/methods';
import { viewId } from './ids';
import { onDisk } from './onDisk';
import { addNearestTokens, loadVectors } from './loadVectors';
import { formatOptions } from './optionsLine';
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
  const file = onDisk(uri);
  const opened = await services.tasks.run(vscode.l10n.t('Opening vectors'), 'notification', (context) =>
    open(services, file, context),
  );
  if (opened) await vscode.commands.executeCommand(`${viewId}.focus`);
  return opened;
}

async function open(services: Services, file: string, context: CallContext): Promise<SessionVectors> {
  const { session } = services;
  const vectors = await loadVectors(file);
  // The demonstrations of other vectors would be compared with these.
  if (session.state.vectors?.path !== file) {
    session.update({
      demonstrations: undefined,
      draft: { input: '', options: formatOptions(vectors.contents.metadata.labels ?? []) },
    });
  }
  session.update({ vectors, prediction: undefined });
  await addStoredDemonstrations(services, vectors, context);
  await addNearestTokens(services, vectors, context);
  return vectors;
}

/** Files that keep the text of their demonstrations can be compared with full ICL right away. */
async function addStoredDemonstrations(
  { engine, models, session }: Services,
  vectors: SessionVectors,
  context: CallContext,
): Promise<void> {
  const { metadata } = vectors.contents;
  const demonstrations = metadata.demonstrationsText;
  if (!demonstrations || session.state.demonstrations) return;
  const tokens = await engine.countTokens(
    { model: await models.forVectors(metadata), demonstrations },
    context,
  );
  const source = {
    uri: vscode.Uri.file(vectors.path).toString(),
    name: path.basename(vectors.path),
    start: 0,
    end: 0,
  };
  session.update({ demonstrations: { source, demonstrations, tokens } });
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open a vector file'),
    openLabel: vscode.l10n.t('Open'),
    filters: { [vscode.l10n.t('Vector files')]: ['safetensors'] },
  });
  return chosen?.[0];
}
