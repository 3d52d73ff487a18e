import * as vscode from 'vscode';
import { UserError } from '../shared/errors';

/** The path of a file on this machine's disk. @throws UserError `fileSystem` for one elsewhere */
export function onDisk({ scheme, fsPath }: vscode.Uri): string {
  if (scheme === 'file') return fsPath;
  throw new UserError(
    'fileSystem',
    vscode.l10n.t(
      "Vector files are read from this machine's disk only, not from {0}: copy the file to the disk first.",
      scheme,
    ),
  );
}
