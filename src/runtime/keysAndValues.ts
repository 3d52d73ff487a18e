import type { Tensor } from './onnxruntime';
import { float32, range } from './tensors';

/** Names of the keys and values of each layer: `{stem}.{layer}.{of}key`, `….value`. */
export function kvNames(stem: string, layers: number, of: '' | 'encoder.' | 'decoder.' = ''): string[] {
  return range(layers).flatMap((layer) => ['key', 'value'].map((what) => `${stem}.${layer}.${of}${what}`));
}

/** Keys and values of no position, for each layer. */
export function emptyKv(layers: number, heads: number, headWidth: number): readonly Tensor[] {
  return range(2 * layers).map(() => float32(new Float32Array(0), [1, heads, 0, headWidth]));
}

/** Memory that float32 tensors hold. */
export function bytesOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, tensor) => sum + tensor.size * Float32Array.BYTES_PER_ELEMENT, 0);
}

/** Tensors by the names of a graph's inputs, in the same order. */
export function named(names: readonly string[], tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, index) => [names[index] ?? '', tensor]));
}
