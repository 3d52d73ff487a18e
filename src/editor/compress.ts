import { mkdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { inferOptions, type Demonstration, type FewShotBlock } from '../demonstrations';
import type { CallContext, CompressResult } from '../engine/methods';
import { UserError } from '../shared/errors';
import { outputName } from '../vectors';
import { freePath } from './freePath';
import { viewId } from './ids';
import { addNearestTokens, loadVectors } from './loadVectors';
import { formatOptions } from './optionsLine';
import { outputPath } from './outputPath';
import type { Services } from './services';
import { readSettings } from './settings';
import { findDemonstrations } from './source';

/**
 * Compresses demonstrations and shows the result in the panel.
 *
 * @param target a document chosen in the explorer, read whole; by default the active editor's selection, or the block around its cursor
 * @param vectors how many to write; by default what the settings say
 * @returns undefined when it failed or was cancelled, and then the user has been told
 */
export async function compress(
  services: Services,
  target?: vscode.Uri,
  vectors?: number,
): Promise<CompressResult | undefined> {
  const { document, selection } = await chooseDocument(target);
  const block = findDemonstrations({
    text: document.getText(),
    languageId: document.languageId,
    fileName: document.fileName,
    selection: { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) },
  });
  const file = await chooseOutput(document, block.demonstrations);
  if (file === undefined) return undefined;
  const title = `Compressing ${block.demonstrations.length} demonstrations`;
  const result = await services.tasks.run(title, 'notification', (context) =>
    distil(services, document, block, { file, vectors }, context),
  );
  if (result) await vscode.commands.executeCommand(`${viewId}.focus`);
  return result;
}

async function distil(
  services: Services,
  document: vscode.TextDocument,
  block: FewShotBlock,
  { file, vectors }: { readonly file: string; readonly vectors: number | undefined },
  context: CallContext,
): Promise<CompressResult> {
  const settings = readSettings(document.uri);
  const count = vectors ?? settings.vectors;
  const { demonstrations } = block;
  const model = await services.models.chosen();
  const result = await services.engine.compress(
    {
      model,
      demonstrations,
      file,
      keepText: settings.keepText,
      ...(count !== undefined && { vectors: count }),
    },
    context,
  );
  const opened = await loadVectors(file);
  services.session.update({
    demonstrations: {
      source: {
        uri: document.uri.toString(),
        name: path.basename(document.fileName),
        start: block.start,
        end: block.end,
      },
      demonstrations,
      tokens: result.tokens,
    },
    vectors: opened,
    prediction: undefined,
    draft: { input: block.query ?? '', options: formatOptions(inferOptions(demonstrations) ?? []) },
  });
  // The result stands without them: a failure here must not look like one of the compression.
  await addNearestTokens(services, opened, context);
  return result;
}

async function chooseDocument(
  target: vscode.Uri | undefined,
): Promise<{ document: vscode.TextDocument; selection: vscode.Range }> {
  if (target) {
    const document = await vscode.workspace.openTextDocument(target);
    return {
      document,
      selection: new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)),
    };
  }
  // The output panel counts as an editor; nobody means it.
  const isDocument = (editor: vscode.TextEditor | undefined): boolean =>
    editor !== undefined && editor.document.uri.scheme !== 'output';
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editor = isDocument(activeTextEditor) ? activeTextEditor : visibleTextEditors.find(isDocument);
  if (!editor) {
    throw new UserError(
      'noDemonstrations',
      'No editor is open: open a document with demonstrations, or run "MEND: Open Example".',
    );
  }
  return { document: editor.document, selection: editor.selection };
}

/** The vector file's path; asked for only where the document has no place on this disk. Undefined when that was cancelled. */
async function chooseOutput(
  document: vscode.TextDocument,
  demonstrations: readonly Demonstration[],
): Promise<string | undefined> {
  const { outputFolder } = readSettings(document.uri);
  const workspace =
    vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.workspace.workspaceFolders?.[0];
  const isLocal = document.uri.scheme === 'file' || document.uri.scheme === 'vscode-notebook-cell';
  if (!isLocal) return askForOutput(document, workspace);
  const file = outputPath(document.uri.fsPath, outputFolder, workspace?.uri.fsPath);
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch (cause) {
    const message = `The folder ${path.dirname(file)} could not be made: choose another in the setting mend.output.folder.`;
    throw new UserError('fileSystem', message, { cause });
  }
  return freePath(file, demonstrations);
}

async function askForOutput(
  document: vscode.TextDocument,
  workspace: vscode.WorkspaceFolder | undefined,
): Promise<string | undefined> {
  const name = outputName(path.basename(document.fileName));
  const chosen = await vscode.window.showSaveDialog({
    title: 'Save the vectors',
    filters: { 'Vector files': ['safetensors'] },
    ...(workspace && { defaultUri: vscode.Uri.joinPath(workspace.uri, name) }),
  });
  if (chosen && chosen.scheme !== 'file') {
    throw new UserError(
      'fileSystem',
      `Vectors can be saved on this machine's disk only, not in ${chosen.scheme}:.`,
    );
  }
  return chosen?.fsPath;
}
