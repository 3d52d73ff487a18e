import * as path from 'node:path';
import * as vscode from 'vscode';
import { vectorComparisonId } from '../editor/ids';
import type { Services } from '../editor/services';
import { webviewFolder } from '../panel/webviewPage';
import { DisposableStore } from '../shared/disposable';
import { chooseFiles } from './chooseFiles';
import { Comparison } from './comparison';
import { showPage } from './page';
import type { Draft, EditorCommand } from './protocol';

/** The pages that compare two vector files, one for each pair. */
export class ComparePages implements vscode.Disposable {
  readonly #open = new Map<
    string,
    { readonly panel: vscode.WebviewPanel; readonly comparison: Comparison }
  >();

  constructor(
    private readonly services: Services,
    private readonly extension: vscode.Uri,
  ) {}

  /** What the open pages compare. */
  get open(): readonly Comparison[] {
    return [...this.#open.values()].map(({ comparison }) => comparison);
  }

  /**
   * Compares two files; asks for what the command was not given.
   * @param selected what is selected in the explorer
   */
  async compare(target: vscode.Uri | undefined, selected: readonly vscode.Uri[]): Promise<void> {
    const files = await chooseFiles(target, selected);
    if (!files) return;
    const key = files.map(String).join('\n');
    const open = this.#open.get(key);
    if (open) open.panel.reveal();
    else this.#open.set(key, this.#show(key, files));
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  #show(
    key: string,
    files: readonly [vscode.Uri, vscode.Uri],
  ): { readonly panel: vscode.WebviewPanel; readonly comparison: Comparison } {
    const names = files.map((uri) => path.posix.basename(uri.path)) as [string, string];
    const title = vscode.l10n.t('{0} and {1}', ...names);
    const panel = vscode.window.createWebviewPanel(vectorComparisonId, title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [webviewFolder(this.extension)],
    });
    const { log } = this.services.reporter;
    const resources = new DisposableStore();
    const comparison = resources.add(new Comparison(files, this.services));
    const first = comparison.read();
    const shown = {
      onDidChange: comparison.onDidChange,
      onDidProgress: comparison.onDidProgress,
      ready: async () => {
        await first;
        return comparison.state;
      },
      run: (command: EditorCommand) => void vscode.commands.executeCommand(command),
      type: (draft: Draft) => comparison.type(draft),
      predict: (draft: Draft) => void comparison.ask(draft),
      cancel: () => comparison.cancel(),
      revealFile: () => undefined,
    };
    resources.add(
      showPage(panel.webview, this.extension, shown, (message) => log.warn(`comparison: ${message}`)),
    );
    panel.onDidDispose(() => {
      this.#open.delete(key);
      resources.dispose();
    });
    return { panel, comparison };
  }
}
