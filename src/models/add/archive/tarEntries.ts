import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { throwIfCancelled } from '../../../mend/cancel';
import type { ArchiveEntry, ReadEntries } from './archiveEntry';

/** Entries of a `.tar.gz`. */
export const gzippedTarEntries: ReadEntries = (archive, signal) => tarEntries(archive, true, signal);

/** Entries of a `.tar`. */
export const plainTarEntries: ReadEntries = (archive, signal) => tarEntries(archive, false, signal);

async function* tarEntries(
  archive: string,
  gzipped: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<ArchiveEntry> {
  const extractor = extract();
  const source = createReadStream(archive, { highWaterMark: 1 << 20 });
  const reading = gzipped ? pipeline(source, createGunzip(), extractor) : pipeline(source, extractor);
  // Its failure ends the loop below as well; what is waited for at the end is only that nothing is cut off.
  reading.catch(() => undefined);
  for await (const entry of extractor) {
    throwIfCancelled(signal);
    const { name, type, size } = entry.header;
    yield {
      path: name,
      kind: kindOf(type),
      bytes: size,
      open: () => Promise.resolve(entry as AsyncIterable<Uint8Array>),
    };
    // The next entry comes after all of this one, read or not.
    entry.resume();
  }
  await reading;
}

function kindOf(type: Header['type']): ArchiveEntry['kind'] {
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return 'file';
    case 'directory':
      return 'folder';
    case 'link':
    case 'symlink':
      return 'link';
    default:
      return 'other';
  }
}
