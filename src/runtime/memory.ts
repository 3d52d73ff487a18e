import { freemem, totalmem } from 'node:os';
import type { Dtype, GraphName, Manifest, ModelFile } from '../models/manifest';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { formatBytes } from '../shared/formatBytes';

/** Memory beside the weights: the graphs, what one run works with, and ONNX Runtime itself. */
const beside = 200e6;

/** What loading takes at its peak, in weights: docs/gpu.md has the measurements. */
const peak = 1.3;

/** Graphs and weights of a dtype. Files are told apart by the endings of the graphs' names, since a manifest does not say which file is whose. */
export function filesOfDtype({ dtypes, files }: Manifest, dtype: Dtype): readonly ModelFile[] {
  const endings = Object.entries(dtypes).map(([name, graphs]) => ({ name, ending: endingOf(graphs) }));
  const own = endings.find(({ name }) => name === dtype)?.ending ?? '';
  const others = endings.map(({ ending }) => ending).filter((ending) => ending !== '' && ending !== own);
  const isWeights = ({ path }: ModelFile): boolean =>
    /\.(onnx|safetensors|bin|onnx_data)$/.test(path) &&
    !others.some((ending) => stemOf(path).endsWith(ending));
  const all = files.filter(isWeights);
  const marked = own === '' ? [] : all.filter(({ path }) => stemOf(path).endsWith(own));
  return marked.some(({ path }) => !path.endsWith('.onnx')) ? marked : all;
}

/** What loading a dtype reads: its own files, those that every dtype needs, and for fp16 the graphs that run where there is no GPU. */
export function filesToLoad(manifest: Manifest, dtype: Dtype): readonly ModelFile[] {
  const others = (Object.keys(manifest.dtypes) as Dtype[]).filter((other) => other !== dtype);
  const own = new Set(
    [dtype, ...(dtype === 'fp16' ? (['fp32'] as const) : [])].flatMap((one) => filesOfDtype(manifest, one)),
  );
  const foreign = new Set(others.flatMap((other) => filesOfDtype(manifest, other)));
  return manifest.files.filter((file) => own.has(file) || !foreign.has(file));
}

/** Bytes of a dtype's weights in memory. fp32 weights may lie on disk as float16; ONNX Runtime widens them. */
export function weightBytes(manifest: Manifest, dtype: Dtype): number {
  const { target, distiller } = manifest;
  const onDisk = bytesOf(filesOfDtype(manifest, dtype));
  const parameters = (target.parameters ?? 0) + (distiller.parameters ?? 0);
  return dtype === 'fp32' ? Math.max(onDisk, parameters * Float32Array.BYTES_PER_ELEMENT) : onDisk;
}

/** What the names of a dtype's graphs end with, `_quantized`; empty for the dtype without a mark. */
function endingOf(graphs: { readonly [G in GraphName]?: string }): string {
  return (
    /(_[a-z0-9]+)?$/.exec(stemOf(graphs.decoder ?? '').replace(/^.*decoder_model_merged/, ''))?.[1] ?? ''
  );
}

function stemOf(path: string): string {
  return path.replace(/\.[a-z_]+$/, '');
}

function bytesOf(files: readonly ModelFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

/**
 * Bytes that this process may still take. What macOS calls free is only what it has found no use for, so there the machine's whole memory counts.
 */
export function availableMemory(): number {
  const free = process.platform === 'darwin' ? totalmem() : freemem();
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(free, limit) : free;
}

/**
 * Refuses, before anything is loaded, what would make the machine swap or end the process. A GPU takes the weights from their files, piece by
 * piece. Throws `provider`.
 */
export function checkMemory(manifest: Manifest, dtype: Dtype, provider: string, available: number): void {
  const weights =
    provider === 'cpu' ? weightBytes(manifest, dtype) * peak : bytesOf(filesOfDtype(manifest, dtype));
  const needed = weights + beside;
  if (needed <= available) return;
  throw new UserError(
    'provider',
    sentence(
      '{0} needs about {1} of memory as {2}, and {3} are free: close other programs, or choose a smaller model.',
      manifest.name,
      formatBytes(needed),
      dtype,
      formatBytes(available),
    ),
  );
}
