import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes that may still be written in a folder, which need not exist yet; undefined where the file system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { blocks, bavail, bsize } = await statfs(folder);
    // Some network and virtual file systems say 0 of 0.
    return blocks === 0 ? undefined : bavail * bsize;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(folder);
    return code === 'ENOENT' && parent !== folder ? freeBytes(parent) : undefined;
  }
}
