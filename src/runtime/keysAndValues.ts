import type { Tensor } from './onnxruntime';
import { float32, floats, range } from './tensors';

/** Names of the keys and values of each layer: `{stem}.{layer}.{of}key`, `….value`. */
export function kvNames(stem: string, layers: number, of: '' | 'encoder.' | 'decoder.' = ''): string[] {
  return range(layers).flatMap((layer) => ['key', 'value'].map((what) => `${stem}.${layer}.${of}${what}`));
}

/** Keys and values of no position, for each layer. */
export function emptyKv(layers: number, heads: number, headWidth: number): readonly Tensor[] {
  return range(2 * layers).map(() => float32(new Float32Array(0), [1, heads, 0, headWidth]));
}

/** The first `length` positions of a float32 tensor `[1, heads, positions, width]` on the CPU: copied, or the tensor itself where it has no more. */
export function firstPositions(tensor: Tensor, length: number): Tensor {
  const [, heads = 0, positions = 0, width = 0] = tensor.dims;
  if (length === positions) return tensor;
  const all = floats(tensor);
  const first = new Float32Array(heads * length * width);
  for (const head of range(heads)) {
    const start = head * positions * width;
    first.set(all.subarray(start, start + length * width), head * length * width);
  }
  return float32(first, [1, heads, length, width]);
}

/** Memory that float32 tensors hold. */
export function bytesOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, tensor) => sum + tensor.size * Float32Array.BYTES_PER_ELEMENT, 0);
}

/** Tensors by the names of a graph's inputs, in the same order. */
export function named(names: readonly string[], tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, index) => [names[index] ?? '', tensor]));
}
