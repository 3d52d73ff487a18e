import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The models with random weights that tests run: one of each family, and T5 in both of its arrangements. */
export const tinyModels = ['tiny-gpt2', 'tiny-t5', 'tiny-t5-encoder'] as const;
export type TinyModel = (typeof tinyModels)[number];

/** Never written to: tests that damage a model copy it. */
export function tinyFolder(name: TinyModel): string {
  return join(__dirname, '../../../test/fixtures', name);
}

/** The one for tests of what is the same in every family. */
export const tinyModelFolder = tinyFolder('tiny-gpt2');

/** A copy of a tiny model to damage. */
export async function copyOfTinyModel(name: TinyModel = 'tiny-gpt2'): Promise<{
  readonly folder: string;
  readonly remove: () => Promise<void>;
}> {
  const parent = await mkdtemp(join(tmpdir(), 'mend-model-'));
  const folder = join(parent, name);
  await cp(tinyFolder(name), folder, { recursive: true });
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
