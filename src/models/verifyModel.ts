import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { hashFile } from './hashFile';
import type { Manifest, ModelFile } from './manifest';
import { readManifest } from './readManifest';

const remedy = 'install the model again';

async function checkSize(folder: string, file: ModelFile): Promise<void> {
  const path = join(folder, file.path);
  let bytes: number;
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error('not a file');
    bytes = found.size;
  } catch (cause) {
    throw new UserError('badModel', sentence('The model file {0} is missing: {1}.', path, remedy), { cause });
  }
  if (bytes !== file.bytes) {
    const what = bytes < file.bytes ? 'truncated' : 'too long';
    throw new UserError(
      'badModel',
      sentence('The model file {0} is {1} ({2} bytes, not {3}): {4}.', path, what, bytes, file.bytes, remedy),
    );
  }
}

/** Told how many more bytes of which file were read. */
export type OnBytes = (count: number, file: ModelFile) => void;

async function checkHash(
  folder: string,
  file: ModelFile,
  signal: AbortSignal | undefined,
  onBytes: OnBytes | undefined,
): Promise<void> {
  const path = join(folder, file.path);
  let found: string;
  try {
    found = await hashFile(path, signal, (count) => onBytes?.(count, file));
  } catch (cause) {
    if (signal?.aborted) throw new UserError('cancelled', sentence('Cancelled.'), { cause });
    throw new UserError('badModel', sentence('The model file {0} cannot be read: {1}.', path, remedy), {
      cause,
    });
  }
  if (found !== file.sha256) {
    throw new UserError(
      'badModel',
      sentence("The model file {0} was changed (its SHA-256 is not the manifest's): {1}.", path, remedy),
    );
  }
}

/** Checks that every file of the manifest is there with its size: cheap, done at every load. Throws `badModel`, naming the file. */
export async function checkFiles(folder: string, manifest: Manifest): Promise<void> {
  for (const file of manifest.files) await checkSize(folder, file);
}

/** Checks the SHA-256 of those of the manifest's files that `paths` names. Throws `badModel`, naming the file. */
export async function checkHashes(
  folder: string,
  manifest: Manifest,
  paths: readonly string[],
): Promise<void> {
  for (const file of manifest.files) {
    if (paths.includes(file.path)) await checkHash(folder, file, undefined, undefined);
  }
}

/** Checks the manifest and the size and SHA-256 of every file. Throws `badModel`: one sentence naming the first bad file. */
export async function verifyModel(folder: string, signal?: AbortSignal): Promise<Manifest> {
  const manifest = await readManifest(folder);
  await checkFiles(folder, manifest);
  await verifyFiles(folder, manifest.files, signal);
  return manifest;
}

/** Checks the SHA-256 of some files of a model folder. Throws `badModel`: one sentence naming the first bad file. */
export async function verifyFiles(
  folder: string,
  files: readonly ModelFile[],
  signal?: AbortSignal,
  onBytes?: OnBytes,
): Promise<void> {
  for (const file of files) await checkHash(folder, file, signal, onBytes);
}
