import type { Dtype } from '../../models/manifest';
import { cudaLibrary, describeLibrary, vulkanLoader } from './libraries';
import type { Machine } from './machine';

/**
 * A reason not to try a provider; undefined if it may work.
 * @param forced the user chose the provider: only what cannot work at all counts
 */
export function obstacle(
  provider: string,
  dtype: Dtype,
  machine: Machine,
  forced: boolean,
): string | undefined {
  if (provider === 'cpu') return undefined;
  // ONNX Runtime would leave out a name it does not know, run on the CPU, and not say so.
  if (!machine.backends().includes(provider)) {
    return `ONNX Runtime has no ${provider} on ${machine.platform}-${machine.arch}`;
  }
  if (forced) return provider === 'cuda' ? notInstalled(machine) : undefined;
  if (dtype === 'int8') return 'int8 graphs are made for the CPU';
  return machine.platform === 'linux' ? obstacleOnLinux(provider, machine) : undefined;
}

/**
 * From checks that cannot crash. A provider without its GPU does not always fail cleanly: it may print, hang or take the process with it, and
 * this process is the engine.
 */
function obstacleOnLinux(provider: string, machine: Machine): string | undefined {
  const nvidia = machine.exists('/dev/nvidiactl') || machine.exists('/dev/dxg');
  if (provider === 'cuda') return nvidia ? notInstalled(machine) : 'there is no NVIDIA device';
  if (!nvidia && !machine.list('/dev/dri').some((name) => name.startsWith('renderD')))
    return 'there is no GPU device';
  return machine.loaderError(vulkanLoader) === undefined ? undefined : describeLibrary('libvulkan', '1');
}

function notInstalled(machine: Machine): string | undefined {
  return machine.hasLibrary(cudaLibrary)
    ? undefined
    : 'CUDA support is not installed: run "MEND: Install CUDA Support"';
}
