import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../../mend/cancel';
import { type Report, FetchProgress } from '../../models/add/fetchProgress';
import { freeBytes } from '../../models/disk/freeBytes';
import { sizeOf } from '../../models/disk/sizeOf';
import { hashFile } from '../../models/hashFile';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { formatBytes } from '../../shared/formatBytes';
import { writeFailure } from '../../vectors/atomicWrite';
import { downloadPackage } from './downloadPackage';
import { extractLibraries } from './extractLibraries';
import { type FeedOptions, findPackage, type FoundPackage } from './feed';
import { type CudaPlaces, installedFolder, type Receipt, receiptName } from './installed';
import { type ProviderPackage, readProviderPackage, versionOf } from './providerPackage';

/** Room that the package, what is in it and the copy of ONNX Runtime take together, in sizes of the package. */
const room = 3;

/** What would be installed, for the user to agree to. */
export interface InstallPlan {
  readonly wanted: ProviderPackage;
  readonly found: FoundPackage;
  /** Where it would be. */
  readonly folder: string;
}

/**
 * Finds out what would be installed. Downloads nothing but what the feed says about the package.
 * @throws UserError `provider` where there is nothing for this platform or it is installed already, `network`, `fileSystem`, `cancelled`
 */
export async function planInstall(
  places: CudaPlaces,
  options: FeedOptions,
  freeIn: typeof freeBytes = freeBytes,
): Promise<InstallPlan> {
  const wanted = readProviderPackage(places.native);
  if (!wanted) {
    throw new UserError(
      'provider',
      sentence(
        'ONNX Runtime has no CUDA libraries for {0}-{1}: they exist for linux-x64, and other systems reach their GPU without them.',
        process.platform,
        process.arch,
      ),
    );
  }
  const installed = installedFolder(places);
  if (installed !== undefined) {
    throw new UserError(
      'provider',
      sentence(
        'CUDA support is installed already, in {0}: run "MEND: Remove CUDA Support" first to install it anew.',
        installed,
      ),
    );
  }
  const found = await findPackage(wanted, options);
  const [needed, free] = [(found.bytes ?? 0) * room, await freeIn(places.store)];
  if (free !== undefined && needed > free) {
    throw new UserError(
      'fileSystem',
      sentence(
        'CUDA support needs {0} while it is installed, and {1} has {2} left: free some space.',
        formatBytes(needed),
        places.store,
        formatBytes(free),
      ),
    );
  }
  return { wanted, found, folder: join(places.store, versionOf(wanted)) };
}

/**
 * Installs the provider libraries, with a copy of ONNX Runtime beside them, since that looks for them there. They appear whole or not at all; those
 * of other versions are removed. The engine finds them when it starts the next time.
 * @throws UserError `network`, `fileSystem` or `cancelled`
 */
export async function install(
  { wanted, found, folder }: InstallPlan,
  { native, store }: CudaPlaces,
  options: FeedOptions,
  report: Report,
): Promise<void> {
  const staging = join(store, `.incomplete-${randomBytes(6).toString('hex')}`);
  const failed = async (error: unknown): Promise<never> => {
    throw error instanceof UserError ? error : await writeFailure(folder, error);
  };
  const progress = new FetchProgress(found.bytes ?? 0, report);
  progress.file(found.name);
  try {
    await mkdir(staging, { recursive: true });
    const archive = join(staging, 'package.zip');
    await downloadPackage(found, archive, options, (count) => progress.add(count));
    progress.say('Unpacking the libraries');
    await extractLibraries(archive, wanted, staging, options.signal);
    await rm(archive);
    await copyRuntime(native, staging);
    throwIfCancelled(options.signal);
    const receipt: Receipt = { files: await filesOf(staging), verified: found.sha512 !== undefined };
    await writeFile(join(staging, receiptName), JSON.stringify(receipt));
    // What is there is not whole, or it would have been found installed.
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    await failed(error);
  }
  await removeOthers(store, folder);
}

async function copyRuntime(native: string, staging: string): Promise<void> {
  for (const name of await readdir(native))
    if (!name.endsWith('.json')) await copyFile(join(native, name), join(staging, name));
}

async function filesOf(folder: string): Promise<Receipt['files']> {
  const files: Receipt['files'][number][] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    files.push({ name, bytes: (await stat(path)).size, sha256: await hashFile(path) });
  }
  return files;
}

/** Libraries for other versions of ONNX Runtime, which nothing loads any more. What another window is installing stays. */
async function removeOthers(store: string, folder: string): Promise<void> {
  for (const name of await readdir(store)) {
    const other = join(store, name);
    if (other !== folder && !name.startsWith('.')) await rm(other, { recursive: true, force: true });
  }
}

/**
 * Removes all that was installed. @returns the bytes that are free again
 * @throws UserError `fileSystem`
 */
export async function remove({ store }: CudaPlaces): Promise<number> {
  const bytes = await sizeOf(store);
  await rm(store, { recursive: true, force: true }).catch((cause: unknown) => {
    throw new UserError(
      'fileSystem',
      sentence(
        '{0} cannot be removed ({1}): close other windows that use it, and try again.',
        store,
        String(cause),
      ),
      { cause },
    );
  });
  return bytes;
}
