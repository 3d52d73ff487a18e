import { randomBytes } from 'node:crypto';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import type { ModelFile } from '../manifest';
import { manifestName } from '../readManifest';
import { type ArchiveEntry, checkedPath } from './archive/archiveEntry';
import { entriesOf } from './archive/entriesOf';
import { type ModelSource, smallFile } from './modelSource';
import { writeChecked } from './writeChecked';

/** A model's folder has a dozen files. */
const mostEntries = 10_000;

/** Files that are kept while the archive is looked through, since reading them later would mean looking through it again. */
const kept = /^(?:[^/]+\/)?(?:mend|config)\.json$/;

interface Index {
  readonly sizes: ReadonlyMap<string, number>;
  readonly small: ReadonlyMap<string, Uint8Array>;
}

/**
 * A `.zip` or `.tar.gz` with a model folder, or with its files at the top. It is read to its end once, so that an archive with a link or with a
 * path that leads out of it is refused before anything is written.
 * @throws UserError `badModel`, `fileSystem` or `cancelled`
 */
export async function openArchive(archive: string, signal?: AbortSignal): Promise<ModelSource> {
  const read = await entriesOf(archive);
  const entries = (until?: AbortSignal): AsyncGenerator<ArchiveEntry> =>
    damaged(archive, read(archive, until));
  const { sizes, small } = await indexOf(archive, entries(signal));
  const top = topOf(sizes);
  return {
    label: archive,
    reference: archive,
    staging: `copy-${randomBytes(8).toString('hex')}`,
    resumes: false,
    folder: undefined,
    licence: undefined,
    baseModel: undefined,
    names: [...sizes.keys()].filter((path) => path.startsWith(top)).map((path) => path.slice(top.length)),
    find(path) {
      const bytes = sizes.get(top + path);
      return Promise.resolve(bytes === undefined ? undefined : { bytes });
    },
    read(path) {
      const bytes = small.get(top + path);
      return bytes ? Promise.resolve(bytes) : Promise.reject(new Error(`${path} was not kept`));
    },
    readRange: undefined,
    async fetch(files, folder, context) {
      const wanted = new Map<string, ModelFile>(files.map((file) => [top + file.path, file]));
      for await (const entry of entries(context.signal)) {
        const file = entry.kind === 'file' ? wanted.get(checkedPath(entry, archive)) : undefined;
        if (!file) continue;
        context.onFile(file.path);
        await writeChecked(await entry.open(), folder, file, archive, context);
      }
    },
  };
}

async function indexOf(archive: string, entries: AsyncGenerator<ArchiveEntry>): Promise<Index> {
  const sizes = new Map<string, number>();
  const small = new Map<string, Uint8Array>();
  for await (const entry of entries) {
    const path = checkedPath(entry, archive);
    if (entry.kind !== 'file') continue;
    if (sizes.has(path))
      throw new UserError('badModel', sentence('{0} has {1} twice: pack it again.', archive, path));
    if (sizes.size >= mostEntries)
      throw new UserError(
        'badModel',
        sentence('{0} has more than {1} files, so it is no model: choose another.', archive, mostEntries),
      );
    sizes.set(path, entry.bytes);
    if (kept.test(path) && entry.bytes <= smallFile) small.set(path, await allOf(entry));
  }
  return { sizes, small };
}

async function allOf(entry: ArchiveEntry): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  // No more than the entry's size: both libraries see to that.
  for await (const chunk of await entry.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The folder that all is in, with a slash, where the manifest is in one; else nothing. */
function topOf(sizes: ReadonlyMap<string, number>): string {
  if (sizes.has(manifestName) || sizes.has('config.json')) return '';
  const tops = new Set([...sizes.keys()].map((path) => /^[^/]+\//.exec(path)?.[0] ?? ''));
  const [only] = tops;
  return tops.size === 1 && only !== undefined ? only : '';
}

/** Passes the entries on, with the libraries' errors as one sentence. */
async function* damaged(
  archive: string,
  entries: AsyncGenerator<ArchiveEntry>,
): AsyncGenerator<ArchiveEntry> {
  try {
    yield* entries;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('badModel', sentence('{0} cannot be unpacked ({1}): get it again.', archive, why), {
      cause,
    });
  }
}
