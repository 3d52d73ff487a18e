import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tinyModelFolder } from './tinyModel';

/** The files of a model folder, in memory. */
export async function modelFiles(folder = tinyModelFolder): Promise<Record<string, Buffer>> {
  const names = (await readdir(folder)).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return Object.fromEntries(names.map((name, index) => [name, contents[index] ?? Buffer.of()]));
}
