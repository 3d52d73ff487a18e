import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { SourceHint } from '../demonstrations';

/** What tells a document's format. A cell of a notebook goes by its language: the file that it is in says nothing about it. */
export function documentHint({
  uri,
  languageId,
  fileName,
}: Pick<vscode.TextDocument, 'uri' | 'languageId' | 'fileName'>): SourceHint {
  return uri.scheme === 'vscode-notebook-cell'
    ? { languageId }
    : { languageId, fileName: path.basename(fileName) };
}
