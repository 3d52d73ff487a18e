import * as vscode from 'vscode';
import { registerCommand } from '../editor/commands';
import { vectorEditorId } from '../editor/ids';
import type { Services } from '../editor/services';
import { ComparePages } from './comparePages';
import { VectorEditorProvider } from './provider';

/** Opens vector files in an editor of their own, and compares two of them. */
export function registerVectorEditor(services: Services, extension: vscode.Uri): vscode.Disposable {
  const pages = new ComparePages(services, extension);
  return vscode.Disposable.from(
    pages,
    registerCommand(services, 'mend.compareVectors', (target, _place, selected) =>
      pages.compare(target, selected),
    ),
    vscode.window.registerCustomEditorProvider(
      vectorEditorId,
      new VectorEditorProvider(services, extension),
      { supportsMultipleEditorsPerDocument: true },
    ),
  );
}
