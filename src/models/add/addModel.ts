import { rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../../mend/cancel';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { formatBytes } from '../../shared/formatBytes';
import { writeFailure } from '../../vectors/atomicWrite';
import { freeBytes } from '../disk/freeBytes';
import { sizeOf } from '../disk/sizeOf';
import { manifestName } from '../readManifest';
import { FetchProgress, type Report } from './fetchProgress';
import type { ModelPlan } from './modelPlan';
import { stagingPath, withStaging } from './staging';

/** What adding a model to a store takes. */
export interface Needs {
  /** Bytes still to come: what a broken attempt left counts as there. */
  readonly bytes: number;
  /** Undefined where the file system does not say. */
  readonly free: number | undefined;
}

export interface AddOptions {
  readonly signal?: AbortSignal | undefined;
  readonly report: Report;
  /** Default: what the file system says. */
  readonly free?: typeof freeBytes;
}

/**
 * What adding takes, for the user to agree to.
 * @param store folder whose subfolders are models; it need not exist
 * @throws UserError `badInput` if a model of the same id is in the store, `fileSystem` if there is too little room
 */
export async function needsOf(
  { source, manifest, bytes }: ModelPlan,
  store: string,
  freeIn: typeof freeBytes = freeBytes,
): Promise<Needs> {
  const folder = join(store, manifest.id);
  if ((await stat(folder).catch(() => undefined)) !== undefined) throw exists(folder);
  const there = source.resumes ? await sizeOf(stagingPath(store, source)) : 0;
  const needed = Math.max(0, bytes - there);
  const free = await freeIn(store);
  if (free !== undefined && needed > free) {
    throw new UserError(
      'fileSystem',
      sentence(
        '{0} needs {1}, and {2} has {3} left: free some space, or choose another folder.',
        manifest.name,
        formatBytes(needed),
        store,
        formatBytes(free),
      ),
    );
  }
  return { bytes: needed, free };
}

/**
 * Adds a model to a store, where it appears whole or not at all: its files are fetched into a folder apart, checked, and that folder is renamed.
 * @returns the model folder
 * @throws UserError as `needsOf` and the source do
 */
export async function addModel(
  plan: ModelPlan,
  store: string,
  { signal, report, free }: AddOptions,
): Promise<string> {
  const { source, manifest, manifestBytes, bytes } = plan;
  // Again: the user has taken time to agree.
  await needsOf(plan, store, free);
  const folder = join(store, manifest.id);
  const progress = new FetchProgress(bytes - manifestBytes.length, report);
  await withStaging(store, source, async (staging) => {
    await source.fetch(manifest.files, staging, {
      signal,
      onFile: (path) => progress.file(path),
      onBytes: (count) => progress.add(count),
      onWait: (sentence) => progress.say(sentence),
    });
    throwIfCancelled(signal);
    try {
      await writeFile(join(staging, manifestName), manifestBytes);
      await rename(staging, folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ENOTEMPTY' || code === 'EEXIST' ? exists(folder) : await writeFailure(folder, error);
    }
  });
  return folder;
}

function exists(folder: string): UserError {
  const message = sentence(
    '{0} exists already: remove that model first, if this one shall take its place.',
    folder,
  );
  return new UserError('badInput', message);
}
