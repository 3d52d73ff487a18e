import { existsSync, readdirSync } from 'node:fs';
import { listSupportedBackends } from './onnxruntime';
import { UserError } from '../shared/errors';
import type { Dtype } from '../models/manifest';

/** What of the machine decides which providers are worth trying; a seam for tests. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Names of the providers this build of ONNX Runtime knows. */
  backends(): readonly string[];
  exists(path: string): boolean;
  /** Entries of a folder; empty if it does not exist. */
  list(folder: string): readonly string[];
}

export const thisMachine: Machine = {
  platform: process.platform,
  backends: () => listSupportedBackends().map((backend) => backend.name),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
};

export interface Skipped {
  readonly provider: string;
  readonly reason: string;
}

export interface Opened<T> {
  readonly value: T;
  readonly provider: string;
  /** Why earlier rungs failed, in the order tried. */
  readonly skipped: readonly Skipped[];
}

const gpuLadders: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
};

/** Providers in the order they are tried on a platform; every ladder ends at the CPU. */
export function ladder(platform: NodeJS.Platform): readonly string[] {
  return [...(gpuLadders[platform] ?? []), 'cpu'];
}

const vulkanFolders = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/local/lib',
];

/**
 * A reason not to try a provider, from checks that cannot crash; undefined if it may work. A provider without its GPU does not always fail
 * cleanly: it may print, hang or take the process with it, and this process is the engine.
 */
function obstacle(provider: string, dtype: Dtype, machine: Machine): string | undefined {
  if (dtype === 'int8') return 'int8 graphs are made for the CPU';
  if (machine.platform !== 'linux') return undefined;
  const nvidia = machine.exists('/dev/nvidiactl') || machine.exists('/dev/dxg');
  if (provider === 'cuda') return nvidia ? undefined : 'no NVIDIA device';
  if (!nvidia && !machine.list('/dev/dri').some((name) => name.startsWith('renderD'))) return 'no GPU device';
  return vulkanFolders.some((folder) => machine.exists(`${folder}/libvulkan.so.1`))
    ? undefined
    : 'no libvulkan.so.1';
}

function skipReason(provider: string, dtype: Dtype, machine: Machine, forced: boolean): string | undefined {
  if (provider === 'cpu') return undefined;
  // ONNX Runtime would leave out a name it does not know, run on the CPU, and not say so.
  if (!machine.backends().includes(provider)) return 'not part of this build of ONNX Runtime';
  return forced ? undefined : obstacle(provider, dtype, machine);
}

/** The error's first line, without the check in ONNX Runtime's sources that failed, where a sentence follows it. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n', 1)[0] ?? '';
  return line
    .slice(line.lastIndexOf(' was false. ') + 1)
    .replace(/^was false\. /, '')
    .slice(0, 200);
}

/**
 * Tries `open` with one provider after another until one works: `forced` if given, else the platform's ladder. Forced providers are tried
 * without the checks of the machine. Throws what the last rung threw if it is an `UserError`, else `UserError('provider')`.
 */
export async function openOnLadder<T>(
  open: (provider: string) => Promise<T>,
  dtype: Dtype,
  forced?: readonly string[],
  machine: Machine = thisMachine,
): Promise<Opened<T>> {
  const skipped: Skipped[] = [];
  let last: unknown;
  for (const provider of forced ?? ladder(machine.platform)) {
    const reason = skipReason(provider, dtype, machine, forced !== undefined);
    if (reason !== undefined) {
      skipped.push({ provider, reason });
      continue;
    }
    try {
      return { value: await open(provider), provider, skipped };
    } catch (error) {
      if (error instanceof UserError && error.code === 'cancelled') throw error;
      last = error;
      skipped.push({ provider, reason: firstLine(error) });
    }
  }
  if (last instanceof UserError) throw last;
  const tried = skipped.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new UserError('provider', `No ONNX Runtime provider could run the model (${tried}).`, {
    cause: last,
  });
}
