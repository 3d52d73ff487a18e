import * as path from 'node:path';
import type * as vscode from 'vscode';
import type { FewShotBlock } from '../demonstrations';
import { inferOptions } from '../demonstrations/options';
import type { CallContext, TokenReport } from '../engine/methods';
import { addNearestTokens, loadVectors } from './loadVectors';
import { formatOptions } from './optionsLine';
import type { Services } from './services';

/** A block and the vector file that stands for it; without one, it was never compressed. */
export interface CompressedBlock {
  readonly document: vscode.TextDocument;
  readonly block: FewShotBlock;
  readonly tokens: TokenReport;
  /** Absolute. */
  readonly file: string | undefined;
}

/**
 * Puts a block and its vectors into the panel, with the block's own query.
 * @param keepDraft leave what was typed there as it is
 * @throws UserError if the file cannot be read
 */
export async function showBlock(
  services: Services,
  { document, block, tokens, file }: CompressedBlock,
  context: CallContext,
  keepDraft = false,
): Promise<void> {
  const { demonstrations, start, end, query } = block;
  const source = { uri: document.uri.toString(), name: path.basename(document.fileName), start, end };
  const opened = file === undefined ? undefined : await loadVectors(file);
  services.session.update({
    demonstrations: { source, demonstrations, tokens },
    vectors: opened,
    prediction: undefined,
    ...(!keepDraft && {
      draft: { input: query ?? '', options: formatOptions(inferOptions(demonstrations) ?? []) },
    }),
  });
  // The result stands without them: a failure here must not look like one of the compression.
  if (opened) await addNearestTokens(services, opened, context);
}
