import { describe, expect, it } from 'vitest';
import { explain, isOutOfMemory } from './explain';
import { obstacle } from './obstacle';
import { fakeMachine, withGpu } from './testing/fakeMachine';

/** All that ONNX Runtime tells JavaScript when a library of CUDA's is missing. */
const notLoaded = new Error('OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library');
const cuda = (loaderError: string): string =>
  explain('cuda', notLoaded, fakeMachine({ loaderError: () => loaderError }));
const noSuchFile = 'cannot open shared object file: No such file or directory';

describe('explain', () => {
  it.each([
    ['libcublasLt.so.13', 'install CUDA 13,'],
    ['libcudart.so.12', 'install CUDA 12,'],
    ['libcudnn.so.9', 'install cuDNN 9,'],
    ['libcurand.so.10', 'install CUDA’s curand,'],
    ['libcuda.so.1', 'install the NVIDIA driver'],
    ['libsomething.so', 'install it,'],
    ['/x/libonnxruntime_providers_shared.so', 'run "MEND: Install CUDA Support"'],
  ])('names the library that is missing, with its version, and whose it is: %s', (library, remedy) => {
    const sentence = cuda(`${library}: ${noSuchFile}`);
    expect(sentence).toContain(`the library ${library.split('/').at(-1)} is missing: `);
    expect(sentence).toContain(remedy.replace('’', "'"));
  });

  // Texts that ONNX Runtime 1.30 gave; those of the driver with a stand-in for libcuda.so.1.
  it.each([
    [
      'cuda',
      '/x/cuda_call.cc:146 onnxruntime::CudaCall(…) CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=-1 ; hostname=vm ; expr=cudaSetDevice(info_.device_id);',
      'the NVIDIA driver is too old for these CUDA libraries: update it',
    ],
    [
      'cuda',
      'CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=vm',
      'the NVIDIA driver finds no GPU: check that it sees one (`nvidia-smi`)',
    ],
    [
      'cuda',
      'cuDNN is not available. Install cuDNN, update the system library search path, or set enable_cudnn=0',
      'cuDNN is missing: install cuDNN 9 for the CUDA that is installed',
    ],
    [
      'webgpu',
      '/x/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(…)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters\n\n',
      'WebGPU finds no GPU it can use: update the driver of the graphics card',
    ],
    [
      'cuda',
      'Non-zero status code returned while running MatMul node. Status Message: bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(…) Failed to allocate memory for requested buffer of size 98765432',
      'the GPU has too little free memory',
    ],
    [
      'dml',
      'The GPU device ran into 8007000E Not enough memory resources',
      'the GPU has too little free memory',
    ],
    ['cpu', 'std::bad_alloc', 'the machine has too little free memory'],
    ['coreml', '/x/a.cc:1 Initialize() status == 0 was false. Something else.\n\n', 'Something else.'],
    ['coreml', 'x'.repeat(5000), 'x'.repeat(200)],
  ])('makes a sentence of what %s says', (provider, text, sentence) => {
    expect(explain(provider, new Error(text), fakeMachine(withGpu))).toBe(sentence);
  });

  it('asks the loader what ONNX Runtime does not say', () => {
    expect(cuda('/x/libonnxruntime_providers_cuda.so: undefined symbol: cuTensorMapEncodeTiled')).toContain(
      'driver is too old',
    );
    expect(cuda('/x/libonnxruntime_providers_cuda.so: file too short')).toContain('damaged');
    const adapter = new Error('Failed to get a WebGPU adapter: No supported adapters');
    expect(explain('webgpu', adapter, fakeMachine())).toContain('libvulkan.so.1 is missing');
    // The loader is content, so ONNX Runtime's own words are all there is.
    expect(explain('cuda', notLoaded, fakeMachine(withGpu))).toContain('Failed to load shared library');
  });

  it('takes what is no error, too', () => {
    expect(explain('cuda', 'just text', fakeMachine())).toBe('just text');
  });
});

it('tells a shortage of memory from other failures', () => {
  expect(isOutOfMemory(new Error('CUBLAS_STATUS_ALLOC_FAILED'))).toBe(true);
  expect(isOutOfMemory(new Error('CUDA failure 700: an illegal memory access was encountered'))).toBe(false);
});

describe('obstacle', () => {
  const onLinux = (but = {}) => fakeMachine({ ...withGpu, ...but });

  it('is none where everything is there', () => {
    expect(obstacle('cuda', 'fp32', onLinux(), false)).toBeUndefined();
    expect(obstacle('webgpu', 'fp32', onLinux(), false)).toBeUndefined();
    expect(obstacle('cpu', 'int8', fakeMachine({ backends: () => [] }), false)).toBeUndefined();
  });

  it('is CUDA support that is not installed, forced or not', () => {
    const machine = onLinux({ hasLibrary: () => false });
    for (const forced of [true, false])
      expect(obstacle('cuda', 'fp32', machine, forced)).toContain('run "MEND: Install CUDA Support"');
  });

  it('is a missing Vulkan loader on Linux, and nothing of the kind elsewhere', () => {
    const gpu = { list: (folder: string) => (folder === '/dev/dri' ? ['card0', 'renderD128'] : []) };
    expect(obstacle('webgpu', 'fp32', fakeMachine(gpu), false)).toBe(
      'the library libvulkan.so.1 is missing: install the Vulkan loader (libvulkan1)',
    );
    const mac = fakeMachine({ platform: 'darwin', backends: () => ['cpu', 'coreml', 'webgpu'] });
    expect(obstacle('coreml', 'fp32', mac, false)).toBeUndefined();
    expect(obstacle('webgpu', 'fp32', mac, false)).toBeUndefined();
  });

  it('leaves the checks of the machine out where the provider is forced', () => {
    expect(obstacle('webgpu', 'int8', fakeMachine(), true)).toBeUndefined();
  });
});
