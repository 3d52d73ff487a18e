import * as vscode from 'vscode';
import type { TokenReport } from '../../engine/methods';
import type { DocumentBlocks, HashedBlock } from '../freshness/documentBlocks';
import type { ChosenModel } from './chosenModel';
import { tokenLabel, tokenTooltip } from './title';
import type { TokenCounts } from './tokenCounts';

/** Behind every demonstration: how many tokens it takes, once they were counted. */
export class TokenHints implements vscode.InlayHintsProvider {
  constructor(
    readonly onDidChangeInlayHints: vscode.Event<void>,
    private readonly documents: DocumentBlocks,
    private readonly counts: TokenCounts,
    private readonly chosen: ChosenModel,
  ) {}

  async provideInlayHints(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.InlayHint[]> {
    const settings = vscode.workspace.getConfiguration('mend.inlayHints', document.uri);
    if (!settings.get<boolean>('enabled', true)) return [];
    const { version } = document;
    const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    const blocks = await this.documents.of(document);
    const shown = blocks.filter(({ block }) => block.start <= to && from <= block.end);
    const hints: vscode.InlayHint[] = [];
    for (const found of shown) {
      const report = await this.counts.get(found);
      const model = (await this.chosen.get())?.manifest.name;
      if (!report || model === undefined || document.version !== version) continue;
      hints.push(...hintsOf(document, found, report, model, { from, to }));
    }
    return document.version === version ? hints : [];
  }
}

function hintsOf(
  document: vscode.TextDocument,
  { block }: HashedBlock,
  { each, budget }: TokenReport,
  model: string,
  shown: { readonly from: number; readonly to: number },
): vscode.InlayHint[] {
  const text = document.getText();
  return block.ranges.flatMap(({ end }, index) => {
    const tokens = each[index];
    // Behind the comma of a list.
    const offset = text.charAt(end) === ',' ? end + 1 : end;
    if (!tokens || offset < shown.from || offset > shown.to) return [];
    const position = document.positionAt(offset);
    const hint = new vscode.InlayHint(position, tokenLabel(tokens, vscode.l10n.t));
    hint.paddingLeft = true;
    hint.tooltip = tokenTooltip(tokens, budget, model, vscode.l10n.t);
    return [hint];
  });
}
