import * as path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../shared/errors';

/** Opens a document that was there when the preview was made. @throws UserError where it is not any more, or is no text */
export async function openText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (cause) {
    const sentence = vscode.l10n.t(
      '{0} cannot be opened, since it was moved or deleted, or is no text: run "MEND: Preview Predictions" on what is there now.',
      path.basename(uri.path),
    );
    throw new UserError('fileSystem', sentence, { cause });
  }
}
