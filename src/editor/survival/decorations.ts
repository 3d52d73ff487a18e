import * as vscode from 'vscode';
import type { DemonstrationSurvival } from '../../engine/methods';
import { survivalWords } from '../../mend/survivalWords';
import { inWords } from '../../shared/sentence';
import type { SurvivalMap, SurvivalMaps } from './maps';

type Verdict = DemonstrationSurvival['verdict'];
const VERDICTS: readonly Verdict[] = ['kept', 'partly', 'lost', 'noEffect', 'text'];

/** Marks demonstrations by how much the vectors carry of them: a background, a shape in the gutter, and words behind each, so that nothing hangs on colours. */
export class SurvivalDecorations implements vscode.Disposable {
  readonly #types: ReadonlyMap<Verdict, vscode.TextEditorDecorationType>;
  readonly #resources: vscode.Disposable;

  /** @param pictures the folder of the gutter's shapes, one for each verdict */
  constructor(
    private readonly maps: SurvivalMaps,
    pictures: vscode.Uri,
  ) {
    this.#types = new Map(VERDICTS.map((verdict) => [verdict, decorationType(verdict, pictures)]));
    this.#resources = vscode.Disposable.from(
      ...this.#types.values(),
      maps.onDidChange((uri) => this.#show(uri)),
      vscode.window.onDidChangeVisibleTextEditors((editors) =>
        editors.forEach((editor) => this.#mark(editor)),
      ),
    );
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #show(uri: string): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === uri) this.#mark(editor);
  }

  #mark(editor: vscode.TextEditor): void {
    const map = this.maps.of(editor.document.uri.toString());
    for (const [verdict, type] of this.#types)
      editor.setDecorations(type, map ? marksOf(editor.document, map, verdict) : []);
  }
}

function decorationType(verdict: Verdict, pictures: vscode.Uri): vscode.TextEditorDecorationType {
  const color = new vscode.ThemeColor(`mend.survival.${verdict}`);
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: color,
    overviewRulerColor: color,
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    gutterIconPath: vscode.Uri.joinPath(pictures, `${verdict}.svg`),
    gutterIconSize: 'contain',
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
}

function marksOf(
  document: vscode.TextDocument,
  { ranges, each }: SurvivalMap,
  verdict: Verdict,
): vscode.DecorationOptions[] {
  return [...each.values()].flatMap((survival) => {
    const place = ranges[survival.index];
    if (!place || survival.verdict !== verdict) return [];
    const { label, detail } = survivalWords(survival);
    return {
      range: new vscode.Range(document.positionAt(place.start), document.positionAt(place.end)),
      hoverMessage: new vscode.MarkdownString().appendText(inWords(detail, vscode.l10n.t)),
      renderOptions: {
        after: {
          contentText: inWords(label, vscode.l10n.t),
          color: new vscode.ThemeColor('editorCodeLens.foreground'),
          fontStyle: 'italic',
          margin: '0 1em 0 2em',
        },
      },
    };
  });
}
