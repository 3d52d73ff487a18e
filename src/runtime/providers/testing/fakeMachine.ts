import type { Machine } from '../machine';

/** A Linux machine without a GPU, but for what is said otherwise. */
export function fakeMachine(but: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    arch: 'x64',
    backends: () => ['cpu', 'webgpu', 'cuda', 'tensorrt'],
    exists: () => false,
    list: () => [],
    hasLibrary: () => false,
    loaderError: (name) => `${name}: cannot open shared object file: No such file or directory`,
    ...but,
  };
}

/** An NVIDIA GPU with all that CUDA and WebGPU need. */
export const withGpu: Partial<Machine> = {
  exists: (path) => path === '/dev/nvidiactl',
  hasLibrary: () => true,
  loaderError: () => undefined,
};
