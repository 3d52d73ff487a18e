import { createHash } from 'node:crypto';
import type { Demonstration } from '../demonstrations/types';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { atomicWrite, type FileSystem } from './atomicWrite';
import { decodeMetadata, encodeMetadata, type VectorMetadata } from './metadata';
import { readBounded } from './readBounded';
import { decodeTensor, encodeTensor, FormatError } from './safetensors';

/** Distilled vectors and where they come from. */
export interface VectorFile {
  readonly metadata: VectorMetadata;
  /** Row-major `[count, width]`. */
  readonly vectors: Float32Array;
  readonly count: number;
  readonly width: number;
}

/** What to choose where there is nothing to read. */
const VECTOR_FILE = 'a *.mend.safetensors file';

/** sha256 (hexadecimal) of a demonstration's canonical JSON: the keys `input`, `options` (if any), `output` in this order, UTF-8, no spaces. */
export function demonstrationHash({ input, options, output }: Demonstration): string {
  const canonical = JSON.stringify(options ? { input, options, output } : { input, output });
  return createHash('sha256').update(canonical).digest('hex');
}

/** The bytes of a vector file: equal contents give equal bytes. */
export function encodeVectorFile({ metadata, vectors, count, width }: VectorFile): Uint8Array {
  return encodeTensor({ strings: encodeMetadata(metadata, count, width), data: vectors, count, width });
}

/** Reads the bytes of a vector file; `path` is for the error. @throws UserError `badVectorFile` */
export function decodeVectorFile(bytes: Uint8Array, path: string): VectorFile {
  try {
    const { strings, data, count, width } = decodeTensor(bytes);
    return { metadata: decodeMetadata(strings, count, width, path), vectors: data, count, width };
  } catch (error) {
    if (error instanceof FormatError) {
      throw new UserError(
        'badVectorFile',
        sentence('{0} {1}: distil again or choose another file.', path, error.message),
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

/**
 * Reads a vector file.
 * @throws UserError `fileSystem` if it cannot be read, `badVectorFile` if it is not a valid vector file.
 */
export async function readVectorFile(path: string): Promise<VectorFile> {
  return decodeVectorFile(await readBounded(path, VECTOR_FILE), path);
}

/**
 * Writes a vector file atomically. A file there that differs only in `created` is left as it is, so that distilling twice gives identical bytes.
 * @returns whether anything was written.
 * @throws UserError `fileSystem`
 */
export async function writeVectorFile(path: string, file: VectorFile, files?: FileSystem): Promise<boolean> {
  if (await isSame(path, file)) return false;
  await atomicWrite(path, encodeVectorFile(file), files);
  return true;
}

async function isSame(path: string, file: VectorFile): Promise<boolean> {
  try {
    const bytes = await readBounded(path, VECTOR_FILE);
    const { created } = decodeVectorFile(bytes, path).metadata;
    return (
      Buffer.compare(encodeVectorFile({ ...file, metadata: { ...file.metadata, created } }), bytes) === 0
    );
  } catch {
    return false; // Whatever is there is not this file; writing reports what is wrong with the place.
  }
}
