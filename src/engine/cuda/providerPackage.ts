import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The provider libraries that ONNX Runtime has for this platform and that do not come with the extension: `providers.json` beside the native
 * library, which the build makes of the metadata of onnxruntime-node's own install script.
 */
export interface ProviderPackage {
  /** Id of the NuGet package. */
  readonly package: string;
  /** Indexes of the feeds that may have it (NuGet's protocol, version 3), and the version wanted of each. */
  readonly sources: readonly { readonly index: string; readonly version: string }[];
  /** Names that the libraries are to have, and their paths in the package. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

/** Undefined where ONNX Runtime has no more providers for the platform. */
export function readProviderPackage(nativeFolder: string): ProviderPackage | undefined {
  try {
    return JSON.parse(readFileSync(join(nativeFolder, 'providers.json'), 'utf8')) as ProviderPackage;
  } catch {
    return undefined;
  }
}

/** Name of the folder that the libraries for one version of ONNX Runtime are in. */
export function versionOf({ sources }: ProviderPackage): string {
  return sources[0]?.version ?? '';
}
