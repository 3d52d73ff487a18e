import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isAlive, lockSuffix } from '../add/staging';
import { UserError } from '../../shared/errors';

/**
 * Throws away what an attempt to add a model left.
 * @param folder of `diskUse`
 * @throws UserError `badInput` while it is on its way
 */
export async function discardIncomplete(folder: string): Promise<void> {
  const lock = folder + lockSuffix;
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (isAlive(owner))
    throw new UserError('badInput', `${folder} is being fetched by process ${owner}: cancel that first.`);
  await rm(folder, { recursive: true, force: true });
  await rm(lock, { force: true });
  await rmdir(dirname(folder)).catch(() => undefined);
}
