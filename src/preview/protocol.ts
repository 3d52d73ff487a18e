import type { Arm, QueryAnswers, Summary } from '../engine/methods';

export type { Arm, QueryAnswers, Summary };

/** What both halves of the preview agree on. Imports no `vscode` and no DOM, since each half lacks one of them. */

/** One query as a row of the table; long texts are clipped by the host. */
export interface RowView {
  readonly input: string;
  /** The right answer, where it is known. */
  readonly expected?: string;
  /** Absent while it was not answered. */
  readonly answers?: QueryAnswers;
}

/** What the table is about, as words to show. */
export interface PreviewFacts {
  readonly demonstrations: string;
  readonly queries: string;
  readonly vectors: string;
  readonly model: string;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is done before the first query is answered, such as loading the model. */
  readonly message?: string;
}

/** What passes while the rows stay; null where there is none. */
export interface PreviewStatus {
  readonly progress: Progress | null;
  readonly summary: Summary | null;
  /** Tokens or vectors in front of a query. */
  readonly prefixTokens: Readonly<Record<Arm, number>> | null;
  /** One sentence. */
  readonly error: string | null;
  /** The row of the query under the cursor. */
  readonly current: number | null;
}

/** Where the demonstrations and the queries are. The page keeps it, so that a window that was reloaded can show the same again. */
export interface PreviewOrigin {
  /** URI of the document with the demonstrations. */
  readonly demonstrations: string;
  /** An offset in the block, in UTF-16 code units. */
  readonly offset: number;
  /** URI of the queries, or `cursor` where the cursor is followed. */
  readonly queries: string;
}

/** Everything the preview shows. The host owns it, so that a page that was hidden loses nothing. */
export interface PreviewState extends PreviewStatus {
  readonly origin: PreviewOrigin;
  /** Tells lists of queries apart: what is about another one than is shown comes too late. */
  readonly list: number;
  readonly facts: PreviewFacts;
  readonly rows: readonly RowView[];
}

/** What changed of the list that is shown. */
export interface PreviewUpdate extends Partial<PreviewStatus> {
  readonly list: number;
  readonly answers?: readonly (readonly [row: number, answers: QueryAnswers])[];
}

/** What the page asks of the host. */
export interface HostMethods {
  /** The page can show things; answers with what to show, or null where that is not known yet. */
  ready(params: Record<string, never>): PreviewState | null;
}

/** What the page tells the host: all of it is input to be checked. */
export interface WebviewEvents {
  readonly cancel: null;
  /** Ask what was not answered. */
  readonly ask: null;
  readonly chooseQueries: null;
  /** Saves the rows with these indices, in this order. */
  readonly export: { readonly rows: readonly number[] };
  /** Shows a query in its document. */
  readonly reveal: { readonly row: number };
  readonly showLogs: null;
}

/** What the host tells the page. */
export interface HostEvents {
  readonly show: PreviewState;
  readonly update: PreviewUpdate;
}
