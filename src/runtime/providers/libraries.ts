/** The library of CUDA's execution provider, which stands beside ONNX Runtime's own. */
export const cudaLibrary = 'libonnxruntime_providers_cuda.so';

/** What WebGPU reaches GPUs through on Linux. */
export const vulkanLoader = 'libvulkan.so.1';

/** Libraries whose version is that of the CUDA they belong to. */
const ofCuda: ReadonlySet<string> = new Set([
  'libcudart',
  'libcublas',
  'libcublasLt',
  'libnvrtc',
  'libnvJitLink',
]);

/** Libraries of CUDA that count their versions on their own. */
const besideCuda: ReadonlySet<string> = new Set(['libcurand', 'libcufft', 'libcusparse', 'libcusolver']);

/**
 * What is to be done about a library that the system does not find.
 * @param name without its ending, `libcublasLt`
 * @param version the one asked for, `13`; may be empty
 */
export function describeLibrary(name: string, version: string): string {
  const file = `${name}.so${version === '' ? '' : `.${version}`}`;
  return `the library ${file} is missing: ${remedy(name, version)}`;
}

function remedy(name: string, version: string): string {
  if (name === 'libcuda') return 'install the NVIDIA driver';
  if (name === 'libvulkan') return 'install the Vulkan loader (libvulkan1)';
  const where = 'or add its folder to LD_LIBRARY_PATH and start the editor again';
  if (name.startsWith('libcudnn')) return `install cuDNN ${version}, ${where}`;
  if (ofCuda.has(name)) return `install CUDA ${version}, ${where}`;
  if (besideCuda.has(name)) return `install CUDA's ${name.slice('lib'.length)}, ${where}`;
  if (name.startsWith('libonnxruntime_providers')) return 'run "MEND: Install CUDA Support"';
  return `install it, ${where}`;
}
