import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stagingFolder } from '../add/staging';
import type { FoundModel } from '../findModels';
import { freeBytes } from './freeBytes';
import { sizeOf } from './sizeOf';

/** What models take on the disk. */
export interface DiskUse {
  readonly models: readonly (FoundModel & { readonly bytes: number })[];
  /** What broke on its way and may go on. */
  readonly incomplete: readonly { readonly folder: string; readonly name: string; readonly bytes: number }[];
  readonly total: number;
  /** Free in the first store; undefined where the file system does not say. */
  readonly free: number | undefined;
}

/**
 * Measures models and what is left of attempts to add some.
 * @param stores folders that models are added to
 */
export async function diskUse(found: readonly FoundModel[], stores: readonly string[]): Promise<DiskUse> {
  const models = await Promise.all(found.map(async (one) => ({ ...one, bytes: await sizeOf(one.folder) })));
  const incomplete = (await Promise.all(stores.map(incompleteIn))).flat();
  const total = [...models, ...incomplete].reduce((sum, { bytes }) => sum + bytes, 0);
  const [first] = stores;
  return { models, incomplete, total, free: first === undefined ? undefined : await freeBytes(first) };
}

async function incompleteIn(store: string): Promise<DiskUse['incomplete']> {
  const parent = join(store, stagingFolder);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const folder = join(parent, name);
      return { folder, name: name.replace('--', '/'), bytes: await sizeOf(folder) };
    }),
  );
}
