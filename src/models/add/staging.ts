import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { writeFailure } from '../../vectors/atomicWrite';
import type { ModelSource } from './modelSource';

/** Folder in a store with the models that are on their way, or were when something broke. */
export const stagingFolder = '.incomplete';

/** Beside a model on its way while a process works on it; holds that process's id. */
export const lockSuffix = '.lock';

type Staged = Pick<ModelSource, 'label' | 'staging' | 'resumes'>;

export function stagingPath(store: string, { staging }: Pick<Staged, 'staging'>): string {
  return join(store, stagingFolder, staging);
}

/**
 * Gives a folder to fetch a model into, to one process at a time. What is in it when the work fails stays where fetching can go on, and is removed
 * where it can't.
 * @param work renames the folder when it is whole
 * @throws UserError `badInput` while another process has it, `fileSystem` if it can't be made
 */
export async function withStaging(
  store: string,
  source: Staged,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = stagingPath(store, source);
  const lock = folder + lockSuffix;
  await makeFolder(dirname(folder));
  await takeLock(lock, source.label);
  try {
    await makeFolder(folder);
    await work(folder);
  } catch (error) {
    if (!source.resumes) await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(lock, { force: true });
    // Only if nothing else is on its way.
    await rmdir(dirname(folder)).catch(() => undefined);
  }
}

/** @throws UserError `fileSystem` */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw await writeFailure(folder, error);
  }
}

async function takeLock(lock: string, label: string): Promise<void> {
  const take = (): Promise<void> => writeFile(lock, String(process.pid), { flag: 'wx' });
  try {
    await take();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw await writeFailure(lock, error);
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (isAlive(owner)) {
      throw new UserError(
        'badInput',
        sentence(
          '{0} is being added already, by process {1}: wait for it, or delete {2} if that is something else.',
          label,
          owner,
          lock,
        ),
      );
    }
    await rm(lock, { force: true });
    await take();
  }
}

/** Whether a process with this id runs on this machine. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's, which may not be signalled.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
