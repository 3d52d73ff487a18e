import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import type { Manifest } from './manifest';
import { validateManifest } from './validateManifest';

export const manifestName = 'mend.json';

/** Reads and validates `mend.json` of a model folder. Throws `badModel`. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError(
      'badModel',
      sentence('{0} is not a model folder: it has no readable {1}.', folder, manifestName),
      {
        cause,
      },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError('badModel', sentence('{0} is not valid JSON: install the model again.', path), {
      cause,
    });
  }
  return validateManifest(value, path);
}
