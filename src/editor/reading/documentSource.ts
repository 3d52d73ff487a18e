import type * as vscode from 'vscode';
import { documentHint } from '../documentHint';
import type { SourceText } from './methods';

/** Larger documents are data, not prompts. */
const MOST_CHARACTERS = 2_000_000;

/** Documents that somebody writes; others show output, versions or settings. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs']);

/** Whether a document is looked at without anybody asking for it. */
export function isReadable(document: vscode.TextDocument): boolean {
  return isWritten(document) && document.getText().length <= MOST_CHARACTERS;
}

export const isWritten = ({ uri }: Pick<vscode.TextDocument, 'uri'>): boolean => SCHEMES.has(uri.scheme);

export const sourceOf = (document: vscode.TextDocument): SourceText => ({
  text: document.getText(),
  hint: documentHint(document),
});
