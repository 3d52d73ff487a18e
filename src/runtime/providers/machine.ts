import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from '../onnxruntime';

/** What of the machine decides which providers are worth trying, and why one failed; a seam for tests. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Names of the providers this build of ONNX Runtime knows. */
  backends(): readonly string[];
  exists(path: string): boolean;
  /** Entries of a folder; empty if it does not exist. */
  list(folder: string): readonly string[];
  /** Whether a library stands beside ONNX Runtime's own, where it looks for those of its providers. */
  hasLibrary(name: string): boolean;
  /**
   * What the system's loader says when it loads a library, from beside ONNX Runtime's own or from where the system looks; undefined if nothing is
   * wrong.
   */
  loaderError(name: string): string | undefined;
}

export const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  backends: () => listSupportedBackends().map((backend) => backend.name),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  hasLibrary: (name) => existsSync(besideRuntime(name)),
  loaderError: (name) => dlopenError(existsSync(besideRuntime(name)) ? besideRuntime(name) : name),
};

/** Which native library is loaded is chosen when the bundle starts, so the one that was is asked. */
function besideRuntime(name: string): string {
  const loaded = Object.keys(createRequire(__filename).cache);
  return join(dirname(loaded.find((path) => path.endsWith('onnxruntime_binding.node')) ?? ''), name);
}

/**
 * ONNX Runtime tells JavaScript no more than that a library failed to load; the loader's own words, with the name and version of what is
 * missing, it writes to stderr alone. Node's way of loading native modules gives them.
 */
function dlopenError(path: string): string | undefined {
  try {
    process.dlopen({ exports: {} }, path);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    // It was loaded, and is no module of Node's.
    return text.includes('did not self-register') ? undefined : text;
  }
}
