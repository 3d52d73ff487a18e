import { PassThrough, pipeline, type Readable } from 'node:stream';
import { type Entry, openPromise } from 'yauzl';
import { throwIfCancelled } from '../../../mend/cancel';
import type { ArchiveEntry } from './archiveEntry';

/** Entries of a `.zip`, ZIP64 included. Paths that lead out of the archive are errors of the library's. */
export async function* zipEntries(archive: string, signal?: AbortSignal): AsyncGenerator<ArchiveEntry> {
  const file = await openPromise(archive, { lazyEntries: true, autoClose: false, strictFileNames: true });
  try {
    for await (const entry of file.eachEntry()) {
      throwIfCancelled(signal);
      yield {
        path: entry.fileName,
        kind: kindOf(entry),
        bytes: entry.uncompressedSize,
        open: async () => held(await file.openReadStreamPromise(entry)),
      };
    }
  } finally {
    file.close();
  }
}

/**
 * The library begins to read before anyone listens, and tells of damaged data by an event alone: who came later would wait for ever, and without a
 * listener the process would end. Here the failure is kept for the reader.
 */
function held(stream: Readable): Readable {
  const kept = new PassThrough();
  stream.on('error', () => undefined);
  kept.on('error', () => undefined);
  pipeline(stream, kept, () => undefined);
  return kept;
}

/** File types of Unix, which stand in the upper half of the attributes. */
const typeBits = 0o170000;
const link = 0o120000;
const regular: ReadonlySet<number> = new Set([0, 0o100000]);

function kindOf({ fileName, externalFileAttributes }: Entry): ArchiveEntry['kind'] {
  const type = (externalFileAttributes >>> 16) & typeBits;
  if (type === link) return 'link';
  if (fileName.endsWith('/')) return 'folder';
  return regular.has(type) ? 'file' : 'other';
}
