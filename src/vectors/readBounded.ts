import { open } from 'node:fs/promises';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';

/** Larger files are refused unread: 100 vectors of the widest GPT-2 take 0.6 MB. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The bytes of a file that holds vectors, or says something about them.
 * @param instead what to choose where it cannot be read, such as `a *.mend.safetensors file`
 * @throws UserError `fileSystem` if it cannot be read, `badVectorFile` if it has more than 64 MB.
 */
export async function readBounded(path: string, instead: string): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, instead, error);
  });
  try {
    const { size } = await checkStat(file, path, instead);
    const bytes = Buffer.alloc(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await file.read(bytes, at, size - at, at);
      if (bytesRead === 0) break; // Cut while it is read: the decoder reports what is missing.
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(path, instead, error);
  } finally {
    await file.close();
  }
}

async function checkStat(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  instead: string,
): Promise<{ size: number }> {
  const stats = await file.stat();
  if (!stats.isFile())
    throw new UserError('fileSystem', sentence('{0} is not a file: choose {1}.', path, instead));
  if (stats.size > LARGEST) {
    const megabytes = Math.round(stats.size / 1024 / 1024);
    throw new UserError(
      'badVectorFile',
      sentence(
        '{0} has {1} MB, and no vector file has more than 64 MB: choose another file.',
        path,
        megabytes,
      ),
    );
  }
  return stats;
}

function unreadable(path: string, instead: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${message})`;
  return new UserError('fileSystem', sentence('{0} {1}: choose {2}.', path, why, instead), { cause: error });
}
