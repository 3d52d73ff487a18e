import * as vscode from 'vscode';
import type { Services } from '../editor/services';
import { OpenFile } from './openFile';
import { showPage } from './page';
import type { Draft, EditorCommand } from './protocol';

/** Commands that a button of the editor runs on its file; the others concern no file. */
const ABOUT_FILE: ReadonlySet<EditorCommand> = new Set<EditorCommand>([
  'mend.copySnippet',
  'mend.exportVectors',
  'mend.compareVectors',
  'mend.openVectors',
]);

/** The read-only editor for vector files. */
export class VectorEditorProvider implements vscode.CustomReadonlyEditorProvider<OpenFile> {
  readonly #open = new Set<OpenFile>();

  constructor(
    private readonly services: Services,
    private readonly extension: vscode.Uri,
  ) {}

  /** The files that are open in editors. */
  get open(): readonly OpenFile[] {
    return [...this.#open];
  }

  openCustomDocument(uri: vscode.Uri): OpenFile {
    const file = new OpenFile(uri, this.services, () => this.#open.delete(file));
    this.#open.add(file);
    return file;
  }

  resolveCustomEditor(file: OpenFile, { webview, onDidDispose }: vscode.WebviewPanel): void {
    const { uri } = file;
    const shown = {
      onDidChange: file.onDidChange,
      onDidProgress: file.onDidProgress,
      ready: async () => {
        await file.firstRead();
        return file.state;
      },
      run: (command: EditorCommand) =>
        void vscode.commands.executeCommand(command, ...(ABOUT_FILE.has(command) ? [uri] : [])),
      type: (draft: Draft) => file.type(draft),
      predict: (draft: Draft) => void file.predict(draft),
      cancel: () => file.cancel(),
      revealFile: () => void vscode.commands.executeCommand('revealInExplorer', uri),
    };
    const { log } = this.services.reporter;
    const page = showPage(webview, this.extension, shown, (message) => log.warn(`vector editor: ${message}`));
    onDidDispose(() => page.dispose());
  }
}
