import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { throwIfCancelled } from '../../mend/cancel';
import { zipEntries } from '../../models/add/archive/zipEntries';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { writeFailure } from '../../vectors/atomicWrite';
import type { ProviderPackage } from './providerPackage';

/**
 * Takes the libraries out of a package, which is a ZIP archive, and nothing else.
 * @throws UserError `network` if it is none or lacks one, `fileSystem`, `cancelled`
 */
export async function extractLibraries(
  archive: string,
  { package: id, files }: ProviderPackage,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = new Map(files.map(({ name, path }) => [path, name]));
  try {
    for await (const entry of zipEntries(archive, signal)) {
      const name = wanted.get(entry.path);
      if (name === undefined || entry.kind !== 'file') continue;
      throwIfCancelled(signal);
      await pipeline(await entry.open(), createWriteStream(join(folder, name)), signal ? { signal } : {});
      wanted.delete(entry.path);
    }
  } catch (error) {
    throw await asSentence(error, id, folder, signal);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) {
    throw new UserError(
      'network',
      sentence('{0} has no {1}: update the extension, or report this.', id, missing),
    );
  }
}

async function asSentence(
  error: unknown,
  id: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<UserError> {
  if (error instanceof UserError) return error;
  if (signal?.aborted === true) return new UserError('cancelled', sentence('Cancelled.'), { cause: error });
  // The file system's errors have codes; the archive's have none, and zlib's begin with a Z.
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && /^E(?!RR_)/.test(code)) return writeFailure(join(folder, id), error);
  const why = error instanceof Error ? error.message : String(error);
  return new UserError('network', sentence('What came as {0} is damaged ({1}): try again.', id, why), {
    cause: error,
  });
}
