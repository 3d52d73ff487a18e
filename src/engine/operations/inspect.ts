import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { encodeMetadata, readVectorFile, vectorStatistics } from '../../vectors';
import type { VectorFileInfo } from '../methods';
import type { Operation } from './parts';

/** What is in a vector file; needs no model. */
export const inspect: Operation<{ readonly file: string }, VectorFileInfo> = async (_parts, params) => {
  const file = resolve(params.file);
  const { metadata, vectors, count, width } = await readVectorFile(file);
  const { size } = await stat(file);
  return {
    file,
    bytes: size,
    metadata: encodeMetadata(metadata, count, width),
    statistics: vectorStatistics(vectors, count, width),
  };
};
