import * as vscode from 'vscode';
import { registerCommand } from '../editor/commands';
import { vectorEditorId } from '../editor/ids';
import type { Services } from '../editor/services';
import { ComparePages } from './comparePages';
import type { Comparison } from './comparison';
import type { OpenFile } from './openFile';
import { VectorEditorProvider } from './provider';

/** What is open in this room; for tests. */
export interface OpenPages {
  readonly files: readonly OpenFile[];
  readonly comparisons: readonly Comparison[];
}

/** Opens vector files in an editor of their own, and compares two of them. */
export function registerVectorEditor(
  services: Services,
  extension: vscode.Uri,
): { dispose(): void; readonly open: () => OpenPages } {
  const pages = new ComparePages(services, extension);
  const provider = new VectorEditorProvider(services, extension);
  const registered = vscode.Disposable.from(
    pages,
    registerCommand(services, 'mend.compareVectors', (target, _place, selected) =>
      pages.compare(target, selected),
    ),
    vscode.window.registerCustomEditorProvider(vectorEditorId, provider, {
      supportsMultipleEditorsPerDocument: true,
    }),
  );
  return {
    dispose: () => void registered.dispose(),
    open: () => ({ files: provider.open, comparisons: pages.open }),
  };
}
