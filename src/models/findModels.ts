import { access, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../shared/errors';
import type { Manifest } from './manifest';
import { manifestName, readManifest } from './readManifest';

/** A model folder with a valid manifest. */
export interface UsableModel {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly problem?: undefined;
}

/** A model folder: usable, or with a manifest that is not valid (`problem` says why). */
export type FoundModel =
  UsableModel | { readonly folder: string; readonly manifest?: undefined; readonly problem: UserError };

async function hasManifest(folder: string): Promise<boolean> {
  return access(join(folder, manifestName)).then(
    () => true,
    () => false,
  );
}

/** The folder itself if it is a model folder, else the model folders directly inside it; none if it does not exist. */
async function candidates(folder: string): Promise<readonly string[]> {
  if (await hasManifest(folder)) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isFile()).map((entry) => entry.name);
  const inside = names.sort().map((name) => join(folder, name));
  const found = await Promise.all(inside.map(hasManifest));
  return inside.filter((_, index) => found[index]);
}

/**
 * Finds model folders: each of `folders` may be one, or hold some. Earlier folders come first; each folder is listed once. Files other than
 * manifests are not looked at: `verifyModel` does that.
 */
export async function findModels(folders: readonly string[]): Promise<readonly FoundModel[]> {
  const all = await Promise.all(folders.map((folder) => candidates(resolve(folder))));
  const unique = [...new Set(all.flat())];
  return Promise.all(
    unique.map(async (folder): Promise<FoundModel> => {
      try {
        return { folder, manifest: await readManifest(folder) };
      } catch (error) {
        if (error instanceof UserError) return { folder, problem: error };
        throw error;
      }
    }),
  );
}
