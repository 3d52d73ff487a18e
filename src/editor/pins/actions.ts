import * as vscode from 'vscode';
import { remedies, pin, unpin } from '../survival/lenses';
import type { Services } from '../services';
import { demonstrationsAt } from './demonstrationsAt';

/** Offers to pin or unpin the demonstration at the cursor and, where a map says that it is lost, more vectors. */
export class PinActions implements vscode.CodeActionProvider {
  static readonly kind = vscode.CodeActionKind.RefactorRewrite;

  constructor(private readonly blocks: Services['blocks']) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    if (only && !only.intersects(PinActions.kind)) return [];
    const { version, uri } = document;
    const places = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const all = await this.blocks.states.of(document);
    const found = all.find(({ block }) => demonstrationsAt(block.ranges, places).length > 0);
    if (!found || document.version !== version) return [];
    const { block, hashes, file } = found;
    const [index = 0] = demonstrationsAt(block.ranges, places);
    const start = block.ranges[index]?.start ?? block.start;
    const isPinned = this.blocks.pins.of(uri.toString(), hashes, file).includes(index);
    const survival = this.blocks.survival.of(uri.toString())?.each.get(index);
    const commands = isPinned
      ? [unpin(uri, start)]
      : survival?.verdict === 'lost'
        ? remedies(uri, start, block.start, survival)
        : [pin(uri, start)];
    return commands.map((command) => {
      const title = vscode.l10n.t('Demonstration {0}: {1}', index + 1, command.title);
      const action = new vscode.CodeAction(title, PinActions.kind);
      action.command = command;
      return action;
    });
  }
}
