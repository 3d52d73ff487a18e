import * as path from 'node:path';
import * as vscode from 'vscode';
import { vectorSuffix, type VectorMetadata } from '../../vectors';
import { documentOutput } from '../documentOutput';
import type { BlockStates } from '../freshness/blockStates';
import { isOwnFile } from '../freshness/ownFiles';
import type { SourceFacts } from './facts';
import { isFile } from './isFile';

/** Larger documents are data; opening one for a hint would take long. */
const LARGEST = 2_000_000;

/** More documents of one name than a workspace has, or anybody waits for. */
const MOST_NAMESAKES = 5;

/**
 * Finds the document that a vector file was made from, by its name, and compares the file with the document's blocks as they are.
 * @returns undefined where no such document is found, or none ever was: vectors that were imported, and files elsewhere than on this disk
 */
export async function sourceOf(
  file: vscode.Uri,
  { demonstrationSha256 }: VectorMetadata,
  states: BlockStates,
): Promise<SourceFacts | undefined> {
  if (file.scheme !== 'file' || demonstrationSha256.length === 0) return undefined;
  let found: SourceFacts | undefined;
  for (const uri of await sourceUris(file)) {
    const facts = await compared(file, uri, states);
    if (facts?.state === 'fresh') return facts;
    if (!found || (found.state === 'gone' && facts?.state === 'stale')) found = facts ?? found;
  }
  return found;
}

async function compared(
  file: vscode.Uri,
  uri: vscode.Uri,
  states: BlockStates,
): Promise<SourceFacts | undefined> {
  if ((await vscode.workspace.fs.stat(uri)).size > LARGEST) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  const own = (await states.of(document)).find((block) => block.file?.path === file.fsPath);
  if (!own) return { state: 'gone', document: uri };
  const { state, block } = own;
  return state === 'notCompressed' ? undefined : { state, document: uri, start: block.start };
}

/** The documents whose vectors are saved as this file: those that its name says, beside it or wherever the setting puts their vectors here. */
async function sourceUris(file: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const stem = path.basename(file.fsPath).slice(0, -vectorSuffix.length);
  const names = [...new Set([stem, stem.replace(/-\d+$/, '')])];
  const found = await Promise.all(
    names.map((name) =>
      vscode.workspace.findFiles(
        `**/${name.replaceAll(/[[\]{}*?]/g, '?')}`,
        '**/{node_modules,.git}/**',
        MOST_NAMESAKES,
      ),
    ),
  );
  const beside = names.map((name) => vscode.Uri.joinPath(file, '..', name));
  const all = new Map([...beside, ...found.flat()].map((uri) => [uri.toString(), uri]));
  const uris = [...all.values()].filter((uri) => {
    const output = uri.scheme === 'file' ? documentOutput({ uri }) : undefined;
    return output !== undefined && isOwnFile(output)(file.fsPath);
  });
  const there = await Promise.all(uris.map(isFile));
  return uris.filter((_, index) => there[index]);
}
