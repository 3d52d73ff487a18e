import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The random-weight model that tests run. Never written to: tests that damage a model copy it. */
export const tinyModelFolder = join(__dirname, '../../../test/fixtures/tiny-gpt2');

/** A copy of the tiny model to damage. */
export async function copyOfTinyModel(): Promise<{
  readonly folder: string;
  readonly remove: () => Promise<void>;
}> {
  const parent = await mkdtemp(join(tmpdir(), 'mend-model-'));
  const folder = join(parent, 'tiny-gpt2');
  await cp(tinyModelFolder, folder, { recursive: true });
  return { folder, remove: () => rm(parent, { recursive: true, force: true }) };
}

/** Rewrites `mend.json` of a copy. */
export async function editManifest(
  folder: string,
  edit: (manifest: Record<string, unknown>) => void,
): Promise<void> {
  const path = join(folder, 'mend.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
}
