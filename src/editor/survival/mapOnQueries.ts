import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Query, SurvivalResult } from '../../engine/methods';
import { chooseQueryFile, queryFilesBeside, textOf } from '../measure/chooseQueries';
import type { Services } from '../services';
import { showSurvivalMap } from './showMap';

/** The survival map, measured on what the user chooses: the demonstrations' own inputs, or a file of queries, labelled or not. */
export async function mapOnQueries(
  services: Services,
  target?: vscode.Uri,
  place?: { readonly start: number },
): Promise<SurvivalResult | undefined> {
  return showSurvivalMap(services, target, place, async (document) => {
    const probes = await chooseProbes(document);
    if (typeof probes !== 'object') return probes;
    const text = await textOf(probes.file);
    const found = await services.blocks.reader.ask('readQueries', { text, hint: { fileName: probes.file } });
    return found.map(({ input, output, options }): Query & { output?: string } => ({
      input,
      ...(output !== undefined && { output }),
      ...(options && { options }),
    }));
  });
}

type Probes = 'own' | { readonly file: string };

/** Undefined when it was cancelled. */
async function chooseProbes(document: vscode.TextDocument): Promise<Probes | undefined> {
  const own = {
    label: `$(list-ordered) ${vscode.l10n.t('The demonstrations’ own inputs')}`,
    detail: vscode.l10n.t('Says whether the model still knows each pair'),
    probes: 'own' as const,
  };
  const beside = (await queryFilesBeside(document)).map((file) => ({
    label: `$(file) ${path.basename(file)}`,
    probes: { file },
  }));
  const choose = { label: `$(folder-opened) ${vscode.l10n.t('A file of queries…')}`, probes: undefined };
  const chosen = await vscode.window.showQuickPick([own, ...beside, choose], {
    title: vscode.l10n.t('What to ask when a demonstration is left out'),
  });
  if (chosen !== choose) return chosen?.probes;
  const file = await chooseQueryFile(vscode.l10n.t('Queries'));
  return file === undefined ? undefined : { file };
}
