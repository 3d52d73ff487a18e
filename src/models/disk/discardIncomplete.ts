import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isAlive, lockSuffix } from '../add/staging';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';

/**
 * Throws away what an attempt to add a model left.
 * @param folder of `diskUse`
 * @throws UserError `badInput` while it is on its way
 */
export async function discardIncomplete(folder: string): Promise<void> {
  const lock = folder + lockSuffix;
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (isAlive(owner))
    throw new UserError(
      'badInput',
      sentence('{0} is being fetched by process {1}: cancel that first.', folder, owner),
    );
  await rm(folder, { recursive: true, force: true });
  await rm(lock, { force: true });
  await rmdir(dirname(folder)).catch(() => undefined);
}
