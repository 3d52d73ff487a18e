import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ChallengeDocuments } from '../../engine/challengeFiles';
import { UserError } from '../../shared/errors';
import type { Translate } from '../../shared/sentence';
import { blockOf } from '../chosenBlock';
import { chooseDocument } from '../chooseDocument';
import { newColumn } from '../newColumn';
import type { Services } from '../services';
import { readSettings } from '../settings';
import { tell } from '../tell';
import { chooseQueries, type QuerySource, readQueries } from './chooseQueries';

/** What is asked for unless it is given, by a key binding or a task; paths are absolute. */
export interface ChallengeOptions {
  /** A file of labelled queries, or `split`. */
  readonly queries?: string;
  /** Where the report goes; its JSON goes beside it. */
  readonly report?: string;
}

/**
 * Answers labelled queries with the block's vectors and with whatever else has room in as many tokens, and saves and opens a report. Nothing is
 * written before everything is measured.
 *
 * @param target the block's document; by default the active editor's
 * @param place an offset in the block; by default the selection or the cursor
 * @returns undefined when it failed or was cancelled, and then the user has been told
 */
export async function runChallenge(
  services: Services,
  target?: vscode.Uri,
  place?: { readonly start: number },
  given: ChallengeOptions = {},
): Promise<ChallengeDocuments['json'] | undefined> {
  const { engine, models, tasks } = services;
  const chosen = await chooseDocument(target, place);
  const { document } = chosen;
  const block = await blockOf(services, chosen);
  const { demonstrations } = block;
  const source = given.queries === undefined ? await chooseQueries(document, block) : sourceOf(given.queries);
  if (source === undefined) return undefined;
  const split = source === 'split' || source.file === document.uri.fsPath;
  const queries = split ? undefined : await readQueries(services, source.file);
  const report = given.report ?? (await askForReport(document));
  if (report === undefined) return undefined;
  const { vectors } = readSettings(document.uri);
  const model = await models.chosen();
  const params = {
    model,
    demonstrations,
    ...(queries && { queries }),
    ...(vectors !== undefined && { vectors }),
  };
  return tasks.run(vscode.l10n.t('Equal-budget challenge'), 'notification', async (context) => {
    const result = await engine.challenge(params, context);
    const { challengeDocuments, saveChallenge } = await import('../../engine/challengeFiles');
    const translate: Translate = (template, ...values) => vscode.l10n.t(template, ...values);
    const documents = challengeDocuments(result, translate);
    await saveChallenge(report, documents);
    const shown = await vscode.workspace.openTextDocument(report);
    await vscode.window.showTextDocument(shown, { preview: false, viewColumn: newColumn() });
    tell(vscode.l10n.t('the challenge was saved as {0}.', path.basename(report)));
    return documents.json;
  });
}

/** What another extension or a key binding gave as a command's argument. */
export function challengeOptions(value: unknown): ChallengeOptions {
  if (typeof value !== 'object' || value === null) return {};
  const { queries, report } = value as Record<string, unknown>;
  return {
    ...(typeof queries === 'string' && { queries }),
    ...(typeof report === 'string' && { report }),
  };
}

const sourceOf = (queries: string): QuerySource => (queries === 'split' ? queries : { file: queries });

async function askForReport(document: vscode.TextDocument): Promise<string | undefined> {
  const name = `${path.parse(document.fileName).name}.challenge.md`;
  const folder =
    document.uri.scheme === 'file'
      ? vscode.Uri.file(path.dirname(document.uri.fsPath))
      : vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save the report; its figures go beside it as JSON'),
    filters: { Markdown: ['md'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (chosen && chosen.scheme !== 'file') {
    throw new UserError(
      'fileSystem',
      vscode.l10n.t("Reports can be saved on this machine's disk only, not in {0}:.", chosen.scheme),
    );
  }
  return chosen?.fsPath;
}
