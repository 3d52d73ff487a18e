import * as vscode from 'vscode';
import { UserError } from '../shared/errors';

/** A document and what of it is meant; a selection with equal ends is a cursor. */
export interface ChosenText {
  readonly document: vscode.TextDocument;
  readonly selection: vscode.Range;
}

/**
 * The document that a command is about.
 * @param target a document that the command was given: all of it is meant, or what is at `place`
 * @param place an offset in it
 * @returns by default the active editor's document with its selection, or the selected cell of the active notebook
 * @throws UserError `noDemonstrations` if nothing is open
 */
export async function chooseDocument(
  target?: vscode.Uri,
  place?: { readonly start: number },
): Promise<ChosenText> {
  if (target) {
    const document = await openDocument(target);
    if (place) return atStart(document, place.start);
    const end = document.positionAt(document.getText().length);
    return { document, selection: new vscode.Range(document.positionAt(0), end) };
  }
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (isDocument(activeTextEditor)) return activeTextEditor;
  const cell = selectedCell();
  if (cell) return atStart(cell, 0);
  const editor = visibleTextEditors.find(isDocument);
  if (editor) return editor;
  throw new UserError(
    'noDemonstrations',
    vscode.l10n.t('No editor is open: open a document with demonstrations, or run "MEND: Open Example".'),
  );
}

/** The output panel counts as an editor; nobody means it. */
function isDocument(editor: vscode.TextEditor | undefined): editor is vscode.TextEditor {
  return editor !== undefined && editor.document.uri.scheme !== 'output';
}

/** A cell that is selected without being edited has no active editor. */
function selectedCell(): vscode.TextDocument | undefined {
  const { activeNotebookEditor: editor } = vscode.window;
  if (!editor || editor.notebook.cellCount === 0) return undefined;
  return editor.notebook.cellAt(editor.selection.start).document;
}

/** Cells of a notebook are documents that only their notebook opens. */
async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  return open ?? vscode.workspace.openTextDocument(uri);
}

function atStart(document: vscode.TextDocument, offset: number): ChosenText {
  const start = document.positionAt(offset);
  return { document, selection: new vscode.Range(start, start) };
}
