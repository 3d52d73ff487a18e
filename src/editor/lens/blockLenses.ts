import * as path from 'node:path';
import * as vscode from 'vscode';
import type { TokenReport } from '../../engine/methods';
import { usualCount } from '../../mend/keptVectors';
import type { Manifest } from '../../models/manifest';
import { textRows } from '../../vectors';
import type { BlockStates, BlockWithState } from '../freshness/blockStates';
import { readSettings } from '../settings';
import type { ChosenModel } from './chosenModel';
import { lensTitle, lensTooltip } from './title';
import type { TokenCounts } from './tokenCounts';

/** What a command of a lens is told about its block. Offsets are UTF-16 code units. */
interface BlockPlace {
  readonly start: number;
}

/** Above every few-shot block: what it is, how it stands to its vector file, and what can be done with it. */
export class BlockLenses implements vscode.CodeLensProvider {
  constructor(
    readonly onDidChangeCodeLenses: vscode.Event<void>,
    private readonly states: BlockStates,
    private readonly counts: TokenCounts,
    private readonly chosen: ChosenModel,
  ) {}

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!isOn(document.uri)) return [];
    const { version } = document;
    const blocks = await this.states.of(document);
    const lenses = await Promise.all(blocks.map((block) => this.#lensesOf(document, block)));
    // The offsets of another version are no places in this one; the editor asks again for it.
    return document.version === version ? lenses.flat() : [];
  }

  async #lensesOf(document: vscode.TextDocument, found: BlockWithState): Promise<vscode.CodeLens[]> {
    const { block, state, file } = found;
    const report = await this.counts.get(found);
    const model = await this.chosen.get();
    const target = file?.metadata.targetId;
    const facts = {
      demonstrations: block.demonstrations.length,
      report,
      state,
      vectors: file ? file.vectors : wantedVectors(document, model?.manifest, report),
      text: file && textRows(file.metadata),
      otherTarget: model && model.manifest.target.id !== target ? target : undefined,
    };
    const name = file && path.basename(file.path);
    const place: BlockPlace = { start: block.start };
    const summary = command(lensTitle(facts, vscode.l10n.t), lensTooltip(facts, name, vscode.l10n.t), '');
    const commands = [
      summary,
      ...(report ? [] : [countCommand(document.uri)]),
      compressCommand(document.uri, place),
      ...(file
        ? [compareCommand(document.uri, place), survivalCommand(document.uri, place), openCommand(file.path)]
        : []),
    ];
    const start = document.positionAt(block.start);
    return commands.map((one) => new vscode.CodeLens(new vscode.Range(start, start), one));
  }
}

/** How many vectors compressing would give; undefined where that depends on tokens that nobody has counted. */
function wantedVectors(
  { uri }: vscode.TextDocument,
  manifest: Manifest | undefined,
  report: TokenReport | undefined,
): number | undefined {
  const { vectors } = readSettings(uri);
  if (vectors !== undefined || !manifest || !report) return vectors;
  const { distiller } = manifest;
  return usualCount(distiller.vectors, report.total, distiller.leastRatio);
}

/** Whether the user wants lenses in a document. */
function isOn(uri: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('mend.codeLens', uri).get<boolean>('enabled', true);
}

function command(title: string, tooltip: string, id: string, ...words: unknown[]): vscode.Command {
  return { title, tooltip, command: id, arguments: words };
}

const countCommand = (uri: vscode.Uri): vscode.Command =>
  command(
    vscode.l10n.t('Count tokens'),
    vscode.l10n.t(
      'Count the tokens of this document’s demonstrations; this starts the engine, but loads no model.',
    ),
    'mend.countTokens',
    uri,
  );

const compressCommand = (uri: vscode.Uri, place: BlockPlace): vscode.Command =>
  command(
    vscode.l10n.t('Compress'),
    vscode.l10n.t('Compress these demonstrations into a vector file'),
    'mend.compress',
    uri,
    place,
  );

const compareCommand = (uri: vscode.Uri, place: BlockPlace): vscode.Command =>
  command(
    vscode.l10n.t('Compare'),
    vscode.l10n.t('Ask with the vectors, with all demonstrations and with none, side by side in the panel'),
    'mend.compareBlock',
    uri,
    place,
  );

const survivalCommand = (uri: vscode.Uri, place: BlockPlace): vscode.Command =>
  command(
    vscode.l10n.t('Survival'),
    vscode.l10n.t('Mark how much of each demonstration the vectors carry'),
    'mend.showSurvivalMap',
    uri,
    place,
  );

const openCommand = (file: string): vscode.Command =>
  command(
    vscode.l10n.t('Open'),
    vscode.l10n.t('Open {0}', path.basename(file)),
    'mend.openVectors',
    vscode.Uri.file(file),
  );
