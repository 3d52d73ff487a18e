import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ModelSource } from '../../models/add';
import { UserError } from '../../shared/errors';
import type { BackgroundContext } from '../background';

/** Where a model is to come from. */
export type Origin = { readonly repository: string } | { readonly path: string };

/** What another command or a menu names: a file or folder, or the address of a repository. */
export function originOf(uri: vscode.Uri): Origin {
  if (uri.scheme === 'file') return { path: uri.fsPath };
  if (uri.scheme === 'https' || uri.scheme === 'http') return { repository: uri.toString(true) };
  throw new UserError(
    'fileSystem',
    vscode.l10n.t("Models are added from this machine's disk or from the hub, not from {0}:.", uri.scheme),
  );
}

/** Opens what is there, writing nothing. @throws UserError */
export async function openOrigin(
  origin: Origin,
  { signal, report }: BackgroundContext,
): Promise<ModelSource> {
  const { hubAccess, openArchive, openFolder, openHub, parseRepositoryName } =
    await import('../../models/add');
  if ('path' in origin) {
    const isFile = (await stat(origin.path).catch(() => undefined))?.isFile() === true;
    return isFile ? openArchive(origin.path, signal) : openFolder(origin.path);
  }
  // The host's own `fetch`: VS Code has taught it the proxy settings and the certificates of the system.
  const access = hubAccess(process.env, globalThis.fetch);
  const onWait = (message: string): void => report({ message });
  return openHub(access, parseRepositoryName(origin.repository), { signal, onWait });
}
