import * as path from 'node:path';
import * as vscode from 'vscode';
import type { PlacedQuery } from '../demonstrations';
import { sourceOf } from '../editor/reading/documentSource';
import type { Services } from '../editor/services';
import { UserError } from '../shared/errors';
import { trimText } from '../shared/trimText';
import { openText } from './openText';
import type { BlockPlace } from './subject';

/** Where queries come from: a document of them, or the cursor wherever it is. */
export type QuerySource = { readonly uri: vscode.Uri } | 'cursor';

/** `intents.queries.jsonl` */
const QUERY_FILE = /\.queries\.[a-z]+$/i;

/** More is a book, not a query. */
const LONGEST_SELECTION = 10_000;

export const isQueryFile = (uri: vscode.Uri): boolean => QUERY_FILE.test(uri.path);

/** Queries with the document that they are in. */
export interface QueryList {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly queries: readonly PlacedQuery[];
}

/** @throws UserError where the document has none, or what is there is broken */
export async function queriesOf({ blocks }: Services, uri: vscode.Uri): Promise<QueryList> {
  const document = await openText(uri);
  const queries = await blocks.reader.ask('readQueries', sourceOf(document));
  return { uri, name: path.basename(uri.path), queries };
}

/**
 * The query that a selection means: the selected text, else the query of a file of queries that the cursor is in, else the open query that ends the
 * block. Undefined where it means none.
 */
export async function queryAtCursor(
  services: Services,
  editor: Pick<vscode.TextEditor, 'document' | 'selection'>,
  place: BlockPlace,
): Promise<QueryList | undefined> {
  const { document, selection } = editor;
  const { uri } = document;
  const list = (...queries: PlacedQuery[]): QueryList => ({ uri, name: path.basename(uri.path), queries });
  const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
  const input = trimText(document.getText(selection));
  if (input !== '') return input.length > LONGEST_SELECTION ? undefined : list({ input, start, end });
  if (isQueryFile(uri)) {
    const { queries } = await queriesOf(services, uri);
    const at = rowAt(queries, start);
    const query = at === undefined ? undefined : queries[at];
    return query && list(query);
  }
  if (uri.toString() !== place.uri.toString()) return undefined;
  const block = await services.blocks.reader.ask('findDemonstrations', {
    ...sourceOf(document),
    selection: { start: place.offset, end: place.offset },
  });
  return block.query === undefined
    ? undefined
    : list({ input: block.query, start: block.end, end: block.end });
}

/** The query that an offset is in. */
export function rowAt(queries: readonly PlacedQuery[], offset: number): number | undefined {
  const found = queries.findIndex(({ start, end }) => start <= offset && offset <= end);
  return found < 0 ? undefined : found;
}

export function noQueryHere(): UserError {
  return new UserError(
    'badInput',
    vscode.l10n.t(
      'There is no query at the cursor: select its text, or put the cursor into a line of a file of queries.',
    ),
  );
}
