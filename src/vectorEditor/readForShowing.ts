import * as vscode from 'vscode';
import { readVectorUri } from '../editor/readVectorUri';
import type { SessionVectors } from '../editor/sessionState';
import { UserError } from '../shared/errors';
import { vectorStatistics } from '../vectors';

/** Multiplications that comparing all vectors with each other may take: a second or so. 1000 vectors of the widest GPT-2 take 1.6e9. */
const MOST_PRODUCTS = 2e9;

/**
 * Reads a vector file with what is shown of it.
 * @throws UserError `fileSystem` or `badVectorFile`, and `badInput` for more vectors than can be drawn without holding everything up
 */
export async function readForShowing(uri: vscode.Uri): Promise<SessionVectors> {
  const path = uri.scheme === 'file' ? uri.fsPath : uri.path;
  const { contents, bytes } = await readVectorUri(uri);
  const { vectors, count, width } = contents;
  if (count * count * width > MOST_PRODUCTS)
    throw new UserError(
      'badInput',
      vscode.l10n.t(
        '{0} holds {1} vectors of width {2}, more than can be shown here: `mend inspect` describes it.',
        path,
        count,
        width,
      ),
    );
  return { path, bytes, contents, statistics: vectorStatistics(vectors, count, width) };
}
