import type * as vscode from 'vscode';
import type { FewShotBlock } from '../../demonstrations';
import { demonstrationHash } from '../../vectors';
import { documentHint } from '../documentHint';

/** A block of a document with the hashes of its demonstrations. */
export interface HashedBlock {
  readonly block: FewShotBlock;
  readonly hashes: readonly string[];
}

/** Larger documents are data, not prompts: searching them would hold up what is typed. */
const MOST_CHARACTERS = 2_000_000;

/** Documents that somebody writes; others show output, versions or settings. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs']);

/** The few-shot blocks of documents, searched once a version. */
export class DocumentBlocks {
  readonly #known = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly blocks: readonly HashedBlock[] }
  >();

  /** Those that read as demonstrations without anybody saying that they are. */
  async of(document: vscode.TextDocument): Promise<readonly HashedBlock[]> {
    const known = this.#known.get(document);
    if (known?.version === document.version) return known.blocks;
    const { version } = document;
    const text = document.getText();
    if (!SCHEMES.has(document.uri.scheme) || text.length > MOST_CHARACTERS) return [];
    // Brings the parsers of all formats, which activation must not wait for.
    const { findBlocks } = await import('../../linter/reading');
    const blocks = findBlocks(text, documentHint(document))
      .filter(({ unsure }) => !unsure)
      .map((block) => ({ block, hashes: block.demonstrations.map(demonstrationHash) }));
    this.#known.set(document, { version, blocks });
    return blocks;
  }
}
