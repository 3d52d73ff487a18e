import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import type { Dtype } from '../../models/manifest';
import { explain } from './explain';
import { type Machine, thisMachine } from './machine';
import { obstacle } from './obstacle';
import { ProviderFailed } from './providerFailed';

/** A provider that does not run the model, and why: what is wrong and what to do, without a full stop. */
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

/** `opening` comes before anything is done with the provider: whoever reads it knows what this process was at if it ends there. */
export interface ProviderEvent {
  readonly provider: string;
  readonly state: 'opening' | 'open' | 'closed';
}

export interface LadderOptions {
  /** Providers to try, in order, without the checks of the machine; default: the platform's ladder. */
  readonly forced?: readonly string[] | undefined;
  /** Providers that must not be tried again. */
  readonly avoided?: readonly Skipped[] | undefined;
  /** Awaited, so that the word is out before native code runs. */
  readonly announce?: ((event: ProviderEvent) => Promise<void>) | undefined;
  readonly machine?: Machine;
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

/**
 * Tries `open` with one provider after another until one works. Throws what the last rung threw if it is an `UserError`, else
 * `UserError('provider')` with what every rung said.
 */
export async function openOnLadder<T>(
  open: (provider: string) => Promise<T>,
  dtype: Dtype,
  options: LadderOptions = {},
): Promise<Opened<T>> {
  const { forced, avoided = [], machine = thisMachine } = options;
  const skipped: Skipped[] = [];
  let last: unknown;
  for (const provider of forced ?? ladder(machine.platform)) {
    const reason =
      avoided.find((one) => one.provider === provider)?.reason ??
      obstacle(provider, dtype, machine, forced !== undefined);
    if (reason !== undefined) {
      skipped.push({ provider, reason });
      continue;
    }
    try {
      return { value: await announced(open, provider, options), provider, skipped };
    } catch (error) {
      if (error instanceof UserError && error.code === 'cancelled') throw error;
      last = error;
      skipped.push({ provider, reason: reasonOf(provider, error, machine) });
    }
  }
  if (last instanceof UserError) throw last;
  const tried = skipped.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new UserError('provider', sentence('No ONNX Runtime provider could run the model ({0}).', tried), {
    cause: last,
  });
}

async function announced<T>(
  open: (provider: string) => Promise<T>,
  provider: string,
  { announce }: LadderOptions,
): Promise<T> {
  await announce?.({ provider, state: 'opening' });
  try {
    const value = await open(provider);
    await announce?.({ provider, state: 'open' });
    return value;
  } catch (error) {
    await announce?.({ provider, state: 'closed' });
    throw error;
  }
}

function reasonOf(provider: string, error: unknown, machine: Machine): string {
  return error instanceof ProviderFailed ? error.reason : explain(provider, error, machine);
}
