import { lstat, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { decodeText } from '../demonstrations/decode';
import { UserError } from '../shared/errors';

/** No few-shot block is this large; what is larger is refused unread. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The text of a file.
 * @throws UserError `fileSystem` if it cannot be read, `badInput` if it is no UTF-8 text.
 */
export async function readText(path: string, cwd: string): Promise<string> {
  const file = await open(resolve(cwd, path), 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw new UserError('fileSystem', `${path} is a folder: name a file.`);
    if (stats.size > LARGEST)
      throw new UserError('badInput', `${path} has more than 64 MB: name a smaller file.`);
    return decodeText(await file.readFile(), path);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(path, error);
  } finally {
    await file.close();
  }
}

/** What a user did not name as theirs to replace stays. @throws UserError `fileSystem` if anything is at `path` */
export async function refuseExisting(path: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined)) !== undefined)
    throw new UserError('fileSystem', `${path} exists: name another path, or remove it.`);
}

function unreadable(path: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${message})`;
  return new UserError('fileSystem', `${path} ${why}: name another file.`, { cause: error });
}
