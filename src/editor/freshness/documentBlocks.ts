import type * as vscode from 'vscode';
import { UserError } from '../../shared/errors';
import { isReadable, sourceOf } from '../reading/documentSource';
import type { HashedBlock } from '../reading/methods';
import type { Reader } from '../reading/reader';

export type { HashedBlock } from '../reading/methods';

/** One version of a document, and what is found in it. */
interface Search {
  readonly version: number;
  readonly abort: AbortController;
  readonly blocks: Promise<readonly HashedBlock[]>;
}

/** The few-shot blocks of documents, searched once a version whoever asks. */
export class DocumentBlocks {
  readonly #searches = new WeakMap<vscode.TextDocument, Search>();

  constructor(private readonly reader: Pick<Reader, 'ask'>) {}

  /**
   * Those that read as demonstrations without anybody saying that they are. Where the document changes meanwhile and somebody asks about it
   * again, those of the version asked about last.
   */
  of(document: vscode.TextDocument): Promise<readonly HashedBlock[]> {
    const known = this.#searches.get(document);
    if (known?.version === document.version) return known.blocks;
    known?.abort.abort();
    if (!isReadable(document)) return Promise.resolve([]);
    const abort = new AbortController();
    const search: Search = {
      version: document.version,
      abort,
      blocks: this.reader
        .ask('findBlocks', sourceOf(document), abort.signal)
        .catch((error: unknown) => this.#instead(document, abort, error)),
    };
    this.#searches.set(document, search);
    return search.blocks;
  }

  #instead(
    document: vscode.TextDocument,
    abort: AbortController,
    error: unknown,
  ): Promise<readonly HashedBlock[]> {
    const newest = this.#searches.get(document);
    const isNewest = newest?.abort === abort;
    if (newest && !isNewest && error instanceof UserError && error.code === 'cancelled') return newest.blocks;
    // The next question tries again.
    if (isNewest) this.#searches.delete(document);
    throw error;
  }
}
