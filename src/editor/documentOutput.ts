import * as vscode from 'vscode';
import { outputPath } from './outputPath';
import { readSettings } from './settings';

/** Where the vectors of a document are saved unless others are there already; undefined for a document that has no place on this disk. */
export function documentOutput({ uri }: Pick<vscode.TextDocument, 'uri'>): string | undefined {
  if (uri.scheme !== 'file' && uri.scheme !== 'vscode-notebook-cell') return undefined;
  const workspace = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.workspace.workspaceFolders?.[0];
  return outputPath(uri.fsPath, readSettings(uri).outputFolder, workspace?.uri.fsPath);
}
