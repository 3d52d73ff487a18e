import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { documentOutput } from '../documentOutput';
import { isFile } from './isFile';

/** More files of one name than anybody is shown. */
const MOST_NAMESAKES = 5;

/** Where a path may lead. */
export interface Places {
  /** The file; absent where nothing is there. */
  readonly file?: vscode.Uri;
  /** Files of this name elsewhere in the workspace, where the path leads to none. */
  readonly namesakes: readonly vscode.Uri[];
}

/**
 * Finds the file that a path in a document means: beside the document, in the root of its workspace folder or of another, or where the document's
 * vectors are saved. Only if nothing is there, a single file of the workspace whose path ends so: programs put folders in front of names.
 */
export async function placesOf(document: vscode.TextDocument, written: string): Promise<Places> {
  for (const uri of candidates(document, written)) if (await isFile(uri)) return { file: uri, namesakes: [] };
  const namesakes = await findNamesakes(written);
  const ending = `/${normal(written).replace(/^(?:\.{1,2}\/)+/, '')}`;
  const [match, second] = namesakes.filter((uri) => uri.path.endsWith(ending));
  return match && !second && !isAbsolute(written) ? { file: match, namesakes: [] } : { namesakes };
}

function candidates({ uri }: vscode.TextDocument, written: string): readonly vscode.Uri[] {
  if (written.startsWith('file:')) return [vscode.Uri.parse(written)];
  const expanded = written.startsWith('~/') ? path.join(homedir(), written.slice(2)) : written;
  if (isAbsolute(expanded))
    return [isOnDisk(uri) ? vscode.Uri.file(expanded) : uri.with({ path: normal(expanded) })];
  return bases(uri).map((base) => vscode.Uri.joinPath(base, normal(expanded)));
}

/** Folders that a relative path may count from, most likely first. */
function bases(uri: vscode.Uri): readonly vscode.Uri[] {
  const home = uri.scheme === 'vscode-notebook-cell' ? vscode.Uri.file(uri.fsPath) : uri;
  const own = vscode.workspace.getWorkspaceFolder(home);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const roots = [...(own ? [own] : []), ...folders.filter((folder) => folder !== own)];
  const output = documentOutput({ uri });
  return [
    ...(uri.scheme === 'untitled' ? [] : [vscode.Uri.joinPath(home, '..')]),
    ...roots.map((folder) => folder.uri),
    ...(output === undefined ? [] : [vscode.Uri.file(path.dirname(output))]),
  ];
}

async function findNamesakes(written: string): Promise<readonly vscode.Uri[]> {
  const name = path.posix.basename(normal(written)).replaceAll(/[[\]{}*?]/g, '?');
  return vscode.workspace.findFiles(`**/${name}`, '**/{node_modules,.git}/**', MOST_NAMESAKES);
}

const normal = (written: string): string => written.replaceAll('\\', '/');
const isAbsolute = (written: string): boolean => /^(?:[\\/]|[a-z]:[\\/])/i.test(written);
const isOnDisk = ({ scheme }: vscode.Uri): boolean =>
  scheme === 'file' || scheme === 'untitled' || scheme === 'vscode-notebook-cell';
