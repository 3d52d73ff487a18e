import * as path from 'node:path';
import { outputName } from '../vectors';

/**
 * Where the vectors of a document go: beside it, or into `folder` where one is set.
 *
 * @param document absolute path of the document
 * @param folder the setting `mend.output.folder`: empty, absolute, or relative to the workspace folder
 * @param workspaceFolder absolute; without one a relative folder counts from the document's folder
 */
export function outputPath(document: string, folder: string, workspaceFolder: string | undefined): string {
  const beside = path.dirname(document);
  const into = folder.trim() === '' ? beside : path.resolve(workspaceFolder ?? beside, folder.trim());
  return path.join(into, outputName(path.basename(document)));
}
