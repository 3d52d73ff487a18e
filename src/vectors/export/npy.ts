import { littleEndian, type Matrix } from './matrix';

/** Magic, version 1.0, and the length of the header: what stands in front of it. */
const START = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), 1, 0);
const HEADER_START = START.length + 2;

/** NumPy aligns the numbers to this many bytes. */
const ALIGNMENT = 64;

/** The bytes of a `.npy` file (version 1.0) with a float32 array `[count, width]` in C order. */
export function encodeNpy(matrix: Matrix): Uint8Array {
  const { count, width } = matrix;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${count}, ${width}), }`;
  const dataStart = Math.ceil((HEADER_START + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const length = dataStart - HEADER_START;
  const header = new TextEncoder().encode(`${text.padEnd(length - 1)}\n`);
  return Buffer.concat([START, Uint8Array.of(length & 0xff, length >> 8), header, littleEndian(matrix)]);
}
