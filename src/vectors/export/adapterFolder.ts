import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../shared/errors';
import { sentence, type Sentence } from '../../shared/sentence';
import { type FileSystem, neighbour, nodeFiles, writeFailure } from '../atomicWrite';
import { adapterConfigName, adapterModelName, promptTuning } from '../peft';

const NODE: FileSystem = { ...nodeFiles, remove: (path) => rm(path, { recursive: true, force: true }) };

/**
 * Writes the folder of an adapter so that it is there whole or not at all: into a temporary neighbour, which is then renamed. What is at `folder`
 * is replaced only where it is a prompt-tuning adapter and nothing else, and stays on any failure.
 * @param contents of the files, by name
 * @throws UserError `fileSystem`
 */
export async function writeAdapterFolder(
  folder: string,
  contents: ReadonlyMap<string, Uint8Array>,
  files: FileSystem = NODE,
): Promise<void> {
  const replaces = await holdsAdapter(folder);
  const temporary = neighbour(folder);
  try {
    await mkdir(temporary);
    for (const [name, bytes] of contents) await files.create(join(temporary, name), bytes);
    if (replaces) await swap(temporary, folder, files);
    else await files.rename(temporary, folder);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw await writeFailure(folder, error);
  }
}

/** A folder that holds something cannot be renamed over: it makes way, and comes back where the new one cannot take its place. */
async function swap(temporary: string, folder: string, files: FileSystem): Promise<void> {
  const old = neighbour(folder);
  await rename(folder, old);
  try {
    await files.rename(temporary, folder);
  } catch (error) {
    await rename(old, folder);
    throw error;
  }
  await files.remove(old).catch(() => undefined); // The new one is there; what is left of the old one does no harm.
}

/** Whether a prompt-tuning adapter is there. @throws UserError `fileSystem` if something else is. */
async function holdsAdapter(folder: string): Promise<boolean> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const isFile = (await stat(folder).catch(() => undefined))?.isFile() === true;
    if (isFile) throw new UserError('fileSystem', taken(folder), { cause: error });
    return false; // Nothing is there, or nothing can be written either: writing will tell.
  }
  const own = names.every((name) => name === adapterConfigName || name === adapterModelName);
  if (!own || !(await isPromptTuning(folder))) throw new UserError('fileSystem', taken(folder));
  return true;
}

async function isPromptTuning(folder: string): Promise<boolean> {
  try {
    const config: unknown = JSON.parse(await readFile(join(folder, adapterConfigName), 'utf8'));
    return (config as { readonly peft_type?: unknown } | null)?.peft_type === promptTuning;
  } catch {
    return false; // Whatever it is, it is no such adapter.
  }
}

const taken = (folder: string): Sentence =>
  sentence('{0} exists and is not just a prompt-tuning adapter: choose another name, or remove it.', folder);
