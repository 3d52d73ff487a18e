import * as path from 'node:path';
import * as vscode from 'vscode';
import { blockOf } from '../editor/chosenBlock';
import { chooseDocument } from '../editor/chooseDocument';
import type { Services } from '../editor/services';
import { vectorSuffix } from '../vectors';
import { isQueryFile, queryAtCursor, type QuerySource } from './querySource';
import type { BlockPlace } from './subject';

/** What a preview is about. */
export interface Chosen {
  readonly place: BlockPlace;
  readonly source: QuerySource;
}

type Offer = vscode.QuickPickItem & { readonly source?: QuerySource };

/**
 * Finds out which demonstrations answer which queries, and asks only where more than one is meant.
 * @param target a document with demonstrations, or a file of queries; by default the active editor's
 * @param at an offset in the block
 * @returns undefined when a question was cancelled
 * @throws UserError where there are no demonstrations
 */
export async function choose(
  services: Services,
  target?: vscode.Uri,
  at?: { readonly start: number },
): Promise<Chosen | undefined> {
  const chosen = await chooseDocument(target, at);
  const { uri } = chosen.document;
  const place = isQueryFile(uri)
    ? await blockFor(services, uri)
    : { uri, offset: (await blockOf(services, chosen)).start };
  if (!place) return undefined;
  const editor = target ? undefined : vscode.window.activeTextEditor;
  const atCursor = editor && (await queryAtCursor(services, editor, place).catch(() => undefined));
  const files = isQueryFile(uri) ? [uri] : await neighbours(uri, isQueryFile);
  const cursor: readonly Offer[] = atCursor
    ? [
        {
          label: vscode.l10n.t('The query under the cursor'),
          description: atCursor.queries[0]?.input.slice(0, 80) ?? '',
          source: 'cursor',
        },
      ]
    : [];
  const source = await chooseSource([...files.map(offerOf), ...cursor]);
  return source && { place, source };
}

/** Asks for another file of queries. */
export async function chooseQueryFile(near: vscode.Uri): Promise<QuerySource | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Queries to answer'),
      defaultUri: vscode.Uri.joinPath(near, '..'),
      filters: { [vscode.l10n.t('Queries')]: ['jsonl', 'csv', 'tsv', 'json', 'yaml', 'md', 'txt'] },
    })) ?? [];
  return uri && { uri };
}

async function chooseSource(offers: readonly Offer[]): Promise<QuerySource | undefined> {
  const [only, second] = offers;
  if (only?.source && !second) return only.source;
  const other: Offer = { label: vscode.l10n.t('Another file of queries…') };
  const picked =
    offers.length === 0
      ? other
      : await vscode.window.showQuickPick([...offers, other], {
          title: vscode.l10n.t('What to answer'),
        });
  if (picked !== other) return picked?.source;
  const near = vscode.window.activeTextEditor?.document.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return near && chooseQueryFile(near);
}

const offerOf = (uri: vscode.Uri): Offer => ({
  label: vscode.l10n.t('All queries of {0}', path.basename(uri.path)),
  source: { uri },
});

/** The demonstrations that a file of queries belongs to: its neighbour of the same name, or the ones in the side panel. */
async function blockFor(services: Services, queries: vscode.Uri): Promise<BlockPlace | undefined> {
  const found = await neighbours(queries, (uri) => !isQueryFile(uri));
  const { demonstrations } = services.session.state;
  const [first, second] = found;
  if (first && !second) return { uri: first, offset: 0 };
  if (!first && demonstrations) {
    const { uri, start } = demonstrations.source;
    return { uri: vscode.Uri.parse(uri, true), offset: start };
  }
  const uri = first ? await pickDemonstrations(found) : await openDemonstrations(queries);
  return uri && { uri, offset: 0 };
}

async function pickDemonstrations(found: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  const items = found.map((uri) => ({ label: path.basename(uri.path), uri }));
  const title = vscode.l10n.t('Demonstrations to answer with');
  return (await vscode.window.showQuickPick(items, { title }))?.uri;
}

async function openDemonstrations(near: vscode.Uri): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t('Demonstrations to answer with');
  return (await vscode.window.showOpenDialog({ title, defaultUri: vscode.Uri.joinPath(near, '..') }))?.[0];
}

/** The files of the same folder whose names differ behind the first dot alone: `intents.csv` and `intents.queries.jsonl`. */
async function neighbours(
  uri: vscode.Uri,
  matches: (uri: vscode.Uri) => boolean,
): Promise<readonly vscode.Uri[]> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const stem = (name: string): string => name.split('.')[0] ?? '';
  const entries = await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
  return entries
    .filter(([name, type]) => type === vscode.FileType.File && !name.endsWith(vectorSuffix))
    .map(([name]) => vscode.Uri.joinPath(folder, name))
    .filter((one) => stem(path.basename(one.path)) === stem(path.basename(uri.path)))
    .filter((one) => one.toString() !== uri.toString() && matches(one))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}
