import { open } from 'node:fs/promises';
import { UserError } from '../../../shared/errors';
import { sentence } from '../../../shared/sentence';
import type { ReadEntries } from './archiveEntry';
import { gzippedTarEntries, plainTarEntries } from './tarEntries';
import { zipEntries } from './zipEntries';

/** Where a tar's first header has the word `ustar`. */
const ustarAt = 257;

/**
 * What reads an archive, by its first bytes and not by its name.
 * @throws UserError `fileSystem` if it cannot be read, `badModel` if it is of no kind that is known
 */
export async function entriesOf(archive: string): Promise<ReadEntries> {
  const start = await firstBytes(archive);
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return zipEntries;
  if (start[0] === 0x1f && start[1] === 0x8b) return gzippedTarEntries;
  if (start.subarray(ustarAt, ustarAt + 5).toString('latin1') === 'ustar') return plainTarEntries;
  throw new UserError(
    'badModel',
    sentence('{0} is neither a .zip nor a .tar.gz archive: choose one, or a folder.', archive),
  );
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(ustarAt + 5), 0, ustarAt + 5, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(
      'fileSystem',
      sentence('{0} cannot be read ({1}): choose another archive.', path, why),
      { cause },
    );
  }
}
