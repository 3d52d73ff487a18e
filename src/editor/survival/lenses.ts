import * as vscode from 'vscode';
import type { DemonstrationSurvival } from '../../engine/methods';
import { survivalWords } from '../../mend/survivalWords';
import { inWords } from '../../shared/sentence';
import type { SurvivalMap, SurvivalMaps } from './maps';

/** Above every demonstration that a map says is lost: what can be done about it. Above one that is text: how to undo that. */
export class SurvivalLenses implements vscode.CodeLensProvider {
  constructor(
    readonly onDidChangeCodeLenses: vscode.Event<void>,
    private readonly maps: SurvivalMaps,
  ) {}

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const settings = vscode.workspace.getConfiguration('mend.codeLens', document.uri);
    const map = this.maps.of(document.uri.toString());
    if (!map || !settings.get<boolean>('enabled', true)) return [];
    return [...map.each.values()].flatMap((survival) => lensesOf(document, map, survival));
  }
}

function lensesOf(
  document: vscode.TextDocument,
  { ranges, start }: SurvivalMap,
  survival: DemonstrationSurvival,
): vscode.CodeLens[] {
  const place = ranges[survival.index];
  if (!place || (survival.verdict !== 'lost' && survival.verdict !== 'text')) return [];
  const at = document.positionAt(place.start);
  const { label, detail } = survivalWords(survival);
  const what = {
    title: inWords(label, vscode.l10n.t),
    tooltip: inWords(detail, vscode.l10n.t),
    command: '',
  };
  return [what, ...remedies(document.uri, place.start, start, survival)].map(
    (command) => new vscode.CodeLens(new vscode.Range(at, at), command),
  );
}

/** What can be done about a demonstration. @param place of the demonstration; `block` of its block */
export function remedies(
  uri: vscode.Uri,
  place: number,
  block: number,
  { verdict }: Pick<DemonstrationSurvival, 'verdict'>,
): vscode.Command[] {
  if (verdict === 'text') return [unpin(uri, place)];
  return verdict === 'lost' ? [pin(uri, place), moreVectors(uri, block)] : [];
}

export const pin = (uri: vscode.Uri, start: number): vscode.Command => ({
  title: vscode.l10n.t('Pin as text'),
  tooltip: vscode.l10n.t('Keep this demonstration as text, behind the vectors of the others'),
  command: 'mend.pinDemonstration',
  arguments: [uri, { start }],
});

export const unpin = (uri: vscode.Uri, start: number): vscode.Command => ({
  title: vscode.l10n.t('Unpin'),
  tooltip: vscode.l10n.t('Distil this demonstration with the others'),
  command: 'mend.unpinDemonstration',
  arguments: [uri, { start }],
});

const moreVectors = (uri: vscode.Uri, start: number): vscode.Command => ({
  title: vscode.l10n.t('More vectors'),
  tooltip: vscode.l10n.t('Compress these demonstrations again, to a number of vectors to choose'),
  command: 'mend.compressTo',
  arguments: [uri, { start }],
});
