import { Tensor } from './onnxruntime';

/** An int64 tensor of whole numbers. */
export function int64(values: readonly number[], dims: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

/** The same whole numbers for each of `rows` rows, `[rows, values]`. */
export function perRow(values: readonly number[], rows: number): Tensor {
  return int64(
    range(rows).flatMap(() => values),
    [rows, values.length],
  );
}

export function float32(values: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor('float32', values, dims);
}

/** The values of a float32 tensor, without copying. */
export function floats(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) throw new TypeError(`expected float32, got ${tensor.type}`);
  return tensor.data;
}

/** `0, 1, … count - 1` from `start`. */
export function range(count: number, start = 0): number[] {
  return Array.from({ length: count }, (_, index) => start + index);
}
