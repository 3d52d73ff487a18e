import * as path from 'node:path';
import type * as vscode from 'vscode';
import { documentOutput } from '../documentOutput';
import type { DocumentBlocks, HashedBlock } from './documentBlocks';
import { type BlockState, matchBlocks } from './match';
import { isOwnFile } from './ownFiles';
import type { IndexedFile, VectorIndex } from './vectorIndex';

/** A block, its vector file, and whether this was made from the block as it is. */
export type BlockWithState = HashedBlock & BlockState<IndexedFile>;

/** Knows which blocks of a document were compressed, and whether they were changed since. */
export class BlockStates {
  constructor(
    private readonly documents: DocumentBlocks,
    private readonly index: VectorIndex,
  ) {}

  /** The blocks of a document as it is now, in order. */
  async of(document: vscode.TextDocument): Promise<readonly BlockWithState[]> {
    const blocks = await this.documents.of(document);
    if (blocks.length === 0) return [];
    return this.match(document, blocks);
  }

  /** The same of blocks that were found already. */
  async match(
    document: vscode.TextDocument,
    blocks: readonly HashedBlock[],
  ): Promise<readonly BlockWithState[]> {
    const output = documentOutput(document);
    const files = await this.index.files(output && path.dirname(output));
    const hashes = blocks.map((block) => block.hashes);
    const states = matchBlocks(hashes, files, output === undefined ? () => false : isOwnFile(output));
    return states.map((state, index) => ({ ...blocks[index], ...state }) as BlockWithState);
  }

  /** Whether the file is where the document saves its vectors. */
  isOwn(document: vscode.TextDocument, file: string): boolean {
    const output = documentOutput(document);
    return output !== undefined && isOwnFile(output)(file);
  }
}

/** Whether the file was made from a demonstration that the block still has: an earlier state of it, not of a block that is gone. */
export function sharesDemonstration({ hashes, file }: BlockWithState): boolean {
  const known = new Set(hashes);
  return file?.hashes.some((hash) => known.has(hash)) ?? false;
}
