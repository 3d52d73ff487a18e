import * as vscode from 'vscode';
import { UserError } from '../shared/errors';
import { decodeVectorFile, readVectorFile, type VectorFile } from '../vectors';

/** As for files on this disk. */
const LARGEST = 64 * 1024 * 1024;

/** A vector file and its size in bytes. */
export interface ReadVectors {
  readonly contents: VectorFile;
  readonly bytes: number;
}

/**
 * Reads a vector file wherever VS Code can read it: on this disk, or in a virtual workspace.
 * @throws UserError `fileSystem` if it cannot be read, `badVectorFile` if it is not a valid vector file
 */
export async function readVectorUri(uri: vscode.Uri): Promise<ReadVectors> {
  const bytes = await sizeOf(uri);
  if (uri.scheme === 'file') return { contents: await readVectorFile(uri.fsPath), bytes };
  if (bytes > LARGEST)
    throw new UserError(
      'badVectorFile',
      vscode.l10n.t('{0} has more than 64 MB and is no vector file.', uri.path),
    );
  const read = await vscode.workspace.fs.readFile(uri).then(undefined, (cause: unknown) => {
    throw unreadable(uri, cause);
  });
  return { contents: decodeVectorFile(read, uri.path), bytes };
}

/** @throws UserError `fileSystem` where nothing is there */
async function sizeOf(uri: vscode.Uri): Promise<number> {
  const { size } = await vscode.workspace.fs.stat(uri).then(undefined, (cause: unknown) => {
    throw unreadable(uri, cause);
  });
  return size;
}

function unreadable(uri: vscode.Uri, cause: unknown): UserError {
  const where = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  const gone = cause instanceof vscode.FileSystemError && cause.code === 'FileNotFound';
  return new UserError(
    'fileSystem',
    vscode.l10n.t(
      gone
        ? '{0} is not there any more: it was deleted, renamed or moved.'
        : '{0} cannot be read: see who may read it.',
      where,
    ),
    { cause },
  );
}
