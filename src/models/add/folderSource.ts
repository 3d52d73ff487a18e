import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { findModels } from '../findModels';
import { manifestName } from '../readManifest';
import { type ModelSource, smallFile } from './modelSource';
import { writeChecked } from './writeChecked';

/**
 * A folder on disk: a model folder, one that holds a single model folder, or something else, which is then looked at. Links in it are followed, since
 * the hub's own cache is made of them.
 * @param path absolute
 * @throws UserError `fileSystem`, or `badModel` where it holds several models
 */
export async function openFolder(path: string): Promise<ModelSource> {
  const folder = await modelIn(path);
  const names = await namesIn(folder);
  const find = async (name: string): Promise<{ bytes: number } | undefined> => {
    const stats = await stat(join(folder, name)).catch(() => undefined);
    return stats?.isFile() === true ? { bytes: stats.size } : undefined;
  };
  const unreadable = (name: string, cause: unknown): UserError => {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new UserError(
      'fileSystem',
      sentence('{0} cannot be read ({1}): check it, or choose another folder.', join(folder, name), why),
      {
        cause,
      },
    );
  };
  return {
    label: folder,
    reference: folder,
    staging: `copy-${randomBytes(8).toString('hex')}`,
    resumes: false,
    folder: names.includes(manifestName) ? folder : undefined,
    licence: undefined,
    baseModel: undefined,
    names,
    find,
    async read(name) {
      if (((await find(name))?.bytes ?? 0) > smallFile)
        throw new UserError(
          'badModel',
          sentence('{0} is too large for what it should be: choose another folder.', join(folder, name)),
        );
      return readFile(join(folder, name)).catch((error: unknown) => {
        throw unreadable(name, error);
      });
    },
    async readRange(name, start, length) {
      const file = await open(join(folder, name)).catch((error: unknown) => {
        throw unreadable(name, error);
      });
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    async fetch(files, target, { signal, onFile, onBytes }) {
      for (const file of files) {
        onFile(file.path);
        const bytes: AsyncIterable<Buffer> = createReadStream(join(folder, file.path), {
          highWaterMark: 1 << 20,
        });
        await writeChecked(bytes, target, file, folder, { signal, onBytes });
      }
    },
  };
}

/** The folder itself, or the model folder that is all there is in it. */
async function modelIn(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory() !== true)
    throw new UserError(
      'fileSystem',
      sentence('{0} is not a folder that can be read: choose another one.', path),
    );
  const [first, ...more] = await findModels([path]);
  if (more.length === 0) return first?.folder ?? path;
  const names = [first, ...more].map((model) => basename(model?.folder ?? '')).join(', ');
  throw new UserError(
    'badModel',
    sentence('{0} holds several models ({1}): choose one of them.', path, names),
  );
}

/** Files at the top and in `onnx/`, where transformers.js has its graphs. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const filesOf = async (inner: string): Promise<string[]> =>
    (await readdir(join(folder, inner), { withFileTypes: true }).catch(() => []))
      .filter((entry) => !entry.isDirectory())
      .map((entry) => (inner === '' ? entry.name : `${inner}/${entry.name}`));
  return [...(await filesOf('')), ...(await filesOf('onnx'))];
}
