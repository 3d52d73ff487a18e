import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readProviderPackage, versionOf } from './providerPackage';

/** Written last into the folder of an installation, which is whole if it has it. */
export const receiptName = 'installed.json';

/** What an installation consists of. */
export interface Receipt {
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
  /** Whether the download was checked against a hash that the feed publishes. */
  readonly verified: boolean;
}

/** Where provider libraries are kept, and what they belong to. */
export interface CudaPlaces {
  /** Folder of the native library that comes with the extension. */
  readonly native: string;
  /** Folder whose subfolders are installations, one a version of ONNX Runtime. */
  readonly store: string;
}

/**
 * The folder of the libraries installed for this version of ONNX Runtime, with a copy of ONNX Runtime itself; undefined if there is none, or it
 * is not whole. Quick enough to be asked before every start of the engine.
 */
export function installedFolder({ native, store }: CudaPlaces): string | undefined {
  const wanted = readProviderPackage(native);
  if (!wanted) return undefined;
  const folder = join(store, versionOf(wanted));
  try {
    const { files } = JSON.parse(readFileSync(join(folder, receiptName), 'utf8')) as Receipt;
    return files.every(({ name, bytes }) => statSync(join(folder, name)).size === bytes) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** The environment that makes the engine load ONNX Runtime from beside the provider libraries, where there are some. */
export function cudaEnvironment(places: CudaPlaces): NodeJS.ProcessEnv {
  const folder = installedFolder(places);
  return folder === undefined ? {} : { MEND_NATIVE: folder };
}
