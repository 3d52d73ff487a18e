import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../shared/errors';
import { sentence, type Sentence } from '../shared/sentence';

/** What writing needs of the file system; tests make it fail. */
export interface FileSystem {
  /** Creates the file (it must not exist), writes all bytes and flushes them to the disk. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The real one. */
export const nodeFiles: FileSystem = {
  async create(path, bytes) {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  remove: (path) => rm(path, { force: true }),
};

/**
 * Writes a file so that it is there whole or not at all: into a temporary neighbour, which is flushed and then renamed over `path`. On any
 * failure the neighbour is removed and what was at `path` stays.
 * @throws UserError `fileSystem`
 */
export function atomicWrite(path: string, bytes: Uint8Array, files?: FileSystem): Promise<void> {
  return atomicWriteAll(new Map([[path, bytes]]), files);
}

/**
 * The same with files that belong together, by their paths: none takes its place before all are written.
 * @throws UserError `fileSystem`
 */
export async function atomicWriteAll(
  contents: ReadonlyMap<string, Uint8Array>,
  files: FileSystem = nodeFiles,
): Promise<void> {
  const written: { readonly path: string; readonly temporary: string; readonly target: string }[] = [];
  let current = '';
  try {
    for (const [path, bytes] of contents) {
      current = path;
      const target = await realpath(path).catch(() => path);
      if ((await stat(target).catch(() => undefined))?.isDirectory())
        throw new UserError('fileSystem', sentence('{0} is a folder: name a file to write to.', path));
      const temporary = neighbour(target);
      written.push({ path, temporary, target });
      await files.create(temporary, bytes);
    }
    for (const { path, temporary, target } of written) {
      current = path;
      await files.rename(temporary, target);
    }
  } catch (error) {
    for (const { temporary } of written) await files.remove(temporary).catch(() => undefined);
    throw error instanceof UserError ? error : await writeFailure(current, error);
  }
}

/** A path beside `target` that nothing has: what is written there can be renamed over it. */
export function neighbour(target: string): string {
  return join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** What to tell the user when writing to `path` failed with `error`: `fileSystem`. */
export async function writeFailure(path: string, error: unknown): Promise<UserError> {
  const hasFolder = (await stat(dirname(path)).catch(() => undefined)) !== undefined;
  return new UserError('fileSystem', failedSentence(path, error, hasFolder), { cause: error });
}

/** What to do with a failure of writing to `path`: reject with what to tell the user. */
export function failedWrite(path: string): (error: unknown) => Promise<never> {
  return async (error) => {
    throw await writeFailure(path, error);
  };
}

function failedSentence(path: string, error: unknown, hasFolder: boolean): Sentence {
  const folder = dirname(path);
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return sentence('{0} cannot be written because {1} is read-only: choose another folder.', path, folder);
    case 'ENOSPC':
    case 'EDQUOT':
      return sentence(
        '{0} cannot be written because the disk is full: free some space or choose another folder.',
        path,
      );
    case 'ENOENT':
      // Some file systems answer so for a folder that takes no files, such as /proc.
      return hasFolder
        ? sentence('{0} cannot be written because {1} takes no files: choose another folder.', path, folder)
        : sentence(
            '{0} cannot be written because the folder {1} does not exist: create it or choose another one.',
            path,
            folder,
          );
    case 'ENOTDIR':
      return sentence('{0} cannot be written because {1} is not a folder: choose another one.', path, folder);
    case 'ENAMETOOLONG':
      return sentence('{0} cannot be written because its name is too long: choose a shorter one.', path);
    default:
      return sentence(
        '{0} cannot be written ({1}): choose another place.',
        path,
        error instanceof Error ? error.message : String(error),
      );
  }
}
