import * as path from 'node:path';
import { vectorSuffix } from '../../vectors';

/** Whether a path is where the vectors of a document are saved: its output path, or that numbered (see `freePath`). */
export function isOwnFile(outputPath: string): (file: string) => boolean {
  const stem = outputPath.slice(0, -vectorSuffix.length);
  const folder = path.dirname(outputPath);
  return (file) =>
    path.dirname(file) === folder &&
    file.startsWith(stem) &&
    /^(?:-\d+)?$/.test(file.slice(stem.length, -vectorSuffix.length)) &&
    file.endsWith(vectorSuffix);
}
