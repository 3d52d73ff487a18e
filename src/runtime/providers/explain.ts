import { cudaLibrary, describeLibrary, vulkanLoader } from './libraries';
import type { Machine } from './machine';

const longest = 200;

/** Texts of failures of all providers, and what a user makes of them. The texts are those of ONNX Runtime 1.30, CUDA and Dawn. */
const known: readonly (readonly [RegExp, string])[] = [
  [
    /CUDA driver version is insufficient|undefined symbol: cu[A-Z]/,
    'the NVIDIA driver is too old for these CUDA libraries: update it',
  ],
  [/no CUDA-capable device/, 'the NVIDIA driver finds no GPU: check that it sees one (`nvidia-smi`)'],
  [
    /libonnxruntime_providers\S*: (file too short|invalid ELF header|cannot read file data)/,
    'the CUDA support is damaged: run "MEND: Install CUDA Support" again',
  ],
  [
    /requires f16 but the device/,
    'this GPU cannot compute with the 16-bit numbers that the model is stored in',
  ],
  [/no kernel image is available/, 'these CUDA libraries are not made for this GPU'],
  [
    /cuDNN is not available|libcudnn[a-z_]*\.so/,
    'cuDNN is missing: install cuDNN 9 for the CUDA that is installed',
  ],
  [
    /Failed to get a WebGPU adapter/,
    'WebGPU finds no GPU it can use: update the driver of the graphics card',
  ],
];

/** A driver says in many ways that memory is short. */
const outOfMemory =
  /out of memory|Failed to allocate memory|ALLOC_FAILED|bad_alloc|bad allocation|E_OUTOFMEMORY|8007000E|not enough memory/i;

/** Whether a failure is that memory was short, of the machine or of its GPU. */
export function isOutOfMemory(error: unknown): boolean {
  return outOfMemory.test(textOf(error));
}

/** Why a provider failed, for the user: what is wrong and what to do, without a full stop. */
export function explain(provider: string, error: unknown, machine: Machine): string {
  const details = loaderWords(provider, textOf(error), machine) ?? textOf(error);
  const missing = /(lib[\w+.-]+?)\.so\.?([\d.]*): cannot open shared object file/.exec(details);
  if (missing) return describeLibrary(missing[1] ?? '', missing[2] ?? '');
  if (isOutOfMemory(details))
    return `${provider === 'cpu' ? 'the machine' : 'the GPU'} has too little free memory`;
  const found = known.find(([pattern]) => pattern.test(details));
  return found ? found[1] : sentenceOf(details);
}

/** What the system's loader has to say about failures of which ONNX Runtime says too little. */
function loaderWords(provider: string, text: string, machine: Machine): string | undefined {
  if (machine.platform !== 'linux') return undefined;
  if (provider === 'cuda' && text.includes('Failed to load shared library'))
    return machine.loaderError(cudaLibrary);
  return provider === 'webgpu' && text.includes('Failed to get a WebGPU adapter')
    ? machine.loaderError(vulkanLoader)
    : undefined;
}

/** The error's first line, without the check in ONNX Runtime's sources that failed, where a sentence follows it. */
function sentenceOf(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line
    .slice(line.lastIndexOf(' was false. ') + 1)
    .replace(/^was false\. /, '')
    .slice(0, longest);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
