/** Vectors without what they come from. */
export interface Matrix {
  /** Row-major `[count, width]`. */
  readonly vectors: Float32Array;
  readonly count: number;
  readonly width: number;
}

/** The numbers as IEEE 754 binary32, little-endian, row after row, whatever the machine. */
export function littleEndian({ vectors }: Matrix): Uint8Array {
  const view = new DataView(new ArrayBuffer(vectors.length * 4));
  vectors.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return new Uint8Array(view.buffer);
}
