import * as path from 'node:path';
import * as vscode from 'vscode';
import { activeVectorFile } from '../editor/chosenVectors';
import { vectorSuffix } from '../vectors';

/** More than anybody looks through in a list. */
const MOST_FILES = 2000;

interface FileItem extends vscode.QuickPickItem {
  /** Absent for the item that looks elsewhere. */
  readonly uri?: vscode.Uri;
}

/**
 * The two files to compare: those selected in the explorer, else the one that the command was called on (or whose editor is active) and one that
 * is asked for.
 * @returns undefined where that was cancelled
 */
export async function chooseFiles(
  target: vscode.Uri | undefined,
  selected: readonly vscode.Uri[],
): Promise<readonly [vscode.Uri, vscode.Uri] | undefined> {
  const [one, two] = selected.filter((uri) => uri.path.endsWith(vectorSuffix));
  if (one && two) return [one, two];
  const first = target ?? activeVectorFile() ?? (await pick(vscode.l10n.t('Compare which vector file?')));
  if (!first) return undefined;
  const title = vscode.l10n.t('Compare {0} with', path.posix.basename(first.path));
  const second = await pick(title, first);
  return second && [first, second];
}

async function pick(title: string, except?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const exclude = '**/{node_modules,.git}/**';
  const found = await vscode.workspace.findFiles(`**/*${vectorSuffix}`, exclude, MOST_FILES);
  const others = found.filter((uri) => uri.toString() !== except?.toString());
  const items = others.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const elsewhere: FileItem = { label: vscode.l10n.t('Another file …') };
  const sorted: FileItem[] = items.sort((one, other) => one.label.localeCompare(other.label));
  if (sorted.length === 0) return browse(title);
  const chosen = await vscode.window.showQuickPick([...sorted, elsewhere], { title });
  return chosen && (chosen.uri ?? browse(title));
}

async function browse(title: string): Promise<vscode.Uri | undefined> {
  const filters = { [vscode.l10n.t('Vector files')]: ['safetensors'] };
  return (await vscode.window.showOpenDialog({ title, filters }))?.[0];
}
