import { lstat, realpath, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { randomBytes } from 'node:crypto';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import type { FoundModel } from '../findModels';
import { manifestName } from '../readManifest';

export interface RemovalPlaces {
  /** Folder of the models that come with the program: they stay. */
  readonly embedded: string;
  /** Folders that models are added to: what is in them is the program's to delete. */
  readonly stores: readonly string[];
}

/**
 * Removes a model from the disk. It is not found any more from the first moment on. In a folder of the user's own only the files that its manifest
 * lists go, and the folder itself only when it is empty then; of a link only the link goes.
 * @returns whether something of the user's own was left in the folder
 * @throws UserError `badInput` for an embedded model, `badModel` if nothing says which files are the model's, `fileSystem`
 */
export async function removeModel(
  model: FoundModel,
  places: RemovalPlaces,
): Promise<{ readonly left: boolean }> {
  const { folder, manifest } = model;
  if (await isInside(folder, places.embedded)) {
    const name = manifest?.name ?? folder;
    throw new UserError(
      'badInput',
      sentence('{0} is part of the program and stays: choose a model that you added.', name),
    );
  }
  try {
    if ((await lstat(folder)).isSymbolicLink()) {
      await unlink(folder);
      return { left: false };
    }
    const owned = await Promise.all(places.stores.map((store) => isInside(folder, store)));
    if (owned.includes(true)) {
      await removeWhole(folder);
      return { left: false };
    }
    if (!manifest) {
      const message = sentence(
        '{0} has no valid {1}, which would say what of it to remove: delete the folder yourself.',
        folder,
        manifestName,
      );
      throw new UserError('badModel', message);
    }
    return {
      left: !(await removeListed(
        folder,
        manifest.files.map(({ path }) => path),
      )),
    };
  } catch (error) {
    throw error instanceof UserError ? error : failure(folder, error);
  }
}

/** Both resolved, so that a link does not hide where something is. */
async function isInside(folder: string, parent: string): Promise<boolean> {
  const [inner, outer] = await Promise.all([folder, parent].map((path) => realpath(path).catch(() => path)));
  const way = relative(outer ?? parent, inner ?? folder);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}

/** Under another name first: deleting gigabytes takes a while, and half a model must not be found. */
async function removeWhole(folder: string): Promise<void> {
  const doomed = join(dirname(folder), `.removed-${randomBytes(6).toString('hex')}`);
  await rename(folder, doomed);
  await rm(doomed, { recursive: true, force: true, maxRetries: 3 });
}

/** The manifest goes first: without it the folder is no model. @returns whether the folder is gone */
async function removeListed(folder: string, files: readonly string[]): Promise<boolean> {
  await rm(join(folder, manifestName));
  const root = await realpath(folder);
  const folders = new Set<string>();
  for (const file of files) {
    const path = join(folder, file);
    const parent = await realpath(dirname(path)).catch(() => undefined);
    // A linked folder in between leads to files that are somebody else's.
    if (parent === undefined || (parent !== root && !parent.startsWith(root + sep))) continue;
    await rm(path, { force: true });
    folders.add(dirname(path));
  }
  const deepestFirst = [...folders, folder].sort((a, b) => b.length - a.length);
  for (const one of deepestFirst) await rmdir(one).catch(() => undefined);
  return (await lstat(folder).catch(() => undefined)) === undefined;
}

function failure(folder: string, cause: unknown): UserError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const inUse = code === 'EBUSY' || code === 'EPERM' || code === 'EACCES';
  const remedy = inUse
    ? sentence('restart the engine if it uses the model, and try again')
    : sentence('try again');
  return new UserError(
    'fileSystem',
    sentence('{0} cannot be removed ({1}): {2}.', folder, code ?? message, remedy),
    {
      cause,
    },
  );
}
