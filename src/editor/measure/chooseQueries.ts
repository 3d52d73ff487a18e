import { readFile, readdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { FewShotBlock } from '../../demonstrations';
import type { LabelledQuery } from '../../engine/methods';
import { fewestQueries } from '../../mend/challenge/draw';
import { UserError } from '../../shared/errors';
import type { Services } from '../services';

/** Where the queries come from: a file of them, or the block itself, of which half demonstrates and half asks. */
export type QuerySource = { readonly file: string } | 'split';

/** Asks where the queries are; undefined when that was cancelled. */
export async function chooseQueries(
  document: vscode.TextDocument,
  { demonstrations }: FewShotBlock,
): Promise<QuerySource | undefined> {
  const beside = (await queryFilesBeside(document)).map((file) => ({
    label: `$(file) ${path.basename(file)}`,
    source: { file },
  }));
  const choose = { label: `$(folder-opened) ${vscode.l10n.t('Choose a file…')}`, source: undefined };
  const split = {
    label: `$(split-horizontal) ${vscode.l10n.t('Split these demonstrations')}`,
    detail: vscode.l10n.t('Half of them demonstrate and half ask, another half for each seed'),
    source: 'split' as QuerySource,
  };
  const enough = demonstrations.length >= 2 * fewestQueries;
  const chosen = await vscode.window.showQuickPick([...beside, choose, ...(enough ? [split] : [])], {
    title: vscode.l10n.t('Which labelled queries to answer'),
    placeHolder: vscode.l10n.t('JSONL, CSV or TSV with an input and an output in each row'),
  });
  if (chosen?.source !== undefined || chosen === undefined) return chosen?.source;
  const file = await chooseQueryFile(vscode.l10n.t('Labelled queries'));
  return file === undefined ? undefined : { file };
}

/** Asks for a file of queries anywhere; undefined when that was cancelled. */
export async function chooseQueryFile(title: string): Promise<string | undefined> {
  const filters = { [title]: ['jsonl', 'ndjson', 'csv', 'tsv', 'json', 'txt', 'md'] };
  return (await vscode.window.showOpenDialog({ title, filters }))?.[0]?.fsPath;
}

/** @throws UserError where the file cannot be read or holds no labelled queries */
export async function readQueries(
  { blocks }: Pick<Services, 'blocks'>,
  file: string,
): Promise<readonly LabelledQuery[]> {
  return blocks.reader.ask('parseQueries', { text: await textOf(file), hint: { fileName: file } });
}

/** The text of a file of queries. @throws UserError where it cannot be read */
export async function textOf(file: string): Promise<string> {
  const { decodeText } = await import('../../demonstrations/decode');
  const bytes = await readFile(file).catch((cause: unknown) => {
    const sentence = vscode.l10n.t('{0} cannot be read: choose another file of queries.', file);
    throw new UserError('fileSystem', sentence, { cause });
  });
  return decodeText(bytes, file);
}

/** Files named after the document, such as `reviews.queries.jsonl` for `reviews.csv`. */
export async function queryFilesBeside({ uri }: vscode.TextDocument): Promise<readonly string[]> {
  if (uri.scheme !== 'file') return [];
  const { dir, name } = path.parse(uri.fsPath);
  const names = await readdir(dir).catch(() => []);
  return names
    .filter((one) => one.startsWith(`${name}.queries.`))
    .sort()
    .map((one) => path.join(dir, one));
}
