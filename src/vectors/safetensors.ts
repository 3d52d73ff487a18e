import { duplicateKey } from './duplicateKey';
import { bfloatToFloat, halfToFloat } from './floats';

/** Types of numbers that can be read. */
export type TensorType = 'F32' | 'F16' | 'BF16';

/** What a safetensors file must hold: one tensor of this name, of one of these types. */
export interface TensorKind {
  readonly name: string;
  readonly types: readonly TensorType[];
}

/** The tensor of a vector file. */
const VECTORS: TensorKind = { name: 'distilled_vectors', types: ['F32', 'F16'] };

/** What the bytes of a safetensors file with one matrix hold, before its metadata is understood. */
export interface Tensor {
  readonly strings: Readonly<Record<string, string>>;
  readonly data: Float32Array;
  readonly count: number;
  readonly width: number;
}

/** The bytes are not the file they should be; the message goes on after the file's name. */
export class FormatError extends Error {}

/** Where the header's length ends and the header begins. */
const HEADER_START = 8;

/**
 * The bytes of a safetensors file with one F32 tensor `[count, width]`: equal contents give equal bytes (keys sorted, the header padded with
 * spaces so that the data is aligned to 8 bytes).
 */
export function encodeTensor(
  { strings, data, count, width }: Tensor,
  name: string = VECTORS.name,
): Uint8Array {
  const size = count * width * 4;
  const metadata = Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
  const json = JSON.stringify({
    __metadata__: metadata,
    [name]: { dtype: 'F32', shape: [count, width], data_offsets: [0, size] },
  });
  const header = new TextEncoder().encode(json);
  const padded = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(HEADER_START + padded + size);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  bytes.set(header, HEADER_START);
  bytes.fill(0x20, HEADER_START + header.length, HEADER_START + padded);
  data.forEach((value, index) => view.setFloat32(HEADER_START + padded + index * 4, value, true));
  return bytes;
}

/** Reads the bytes back, and those of other types of numbers that `kind` allows. @throws FormatError */
export function decodeTensor(
  bytes: Uint8Array,
  kind: TensorKind = VECTORS,
): Tensor & { readonly type: TensorType } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_START) throw new FormatError('is too short to be a safetensors file');
  const length = view.getBigUint64(0, true);
  const rest = bytes.length - HEADER_START;
  if (length > BigInt(rest)) {
    throw new FormatError(
      `is truncated or damaged (its header should take ${length} bytes, and ${rest} follow)`,
    );
  }
  const start = HEADER_START + Number(length);
  const header = parseHeader(bytes.subarray(HEADER_START, start));
  const entry = tensorEntry(header, kind);
  const data = readData(view, start, entry);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new FormatError(
      `holds ${data[bad]} in vector ${Math.floor(bad / entry.width)}, which is no number to compute with`,
    );
  const { type, count, width } = entry;
  return { strings: stringsOf(header['__metadata__']), data, type, count, width };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch {
    throw new FormatError('is not a safetensors file (its header is not JSON)');
  }
  if (!isRecord(header)) throw new FormatError('is not a safetensors file (its header is not a JSON object)');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw new FormatError(`names ${JSON.stringify(twice)} twice in its header`);
  return header;
}

interface Entry {
  readonly type: TensorType;
  readonly count: number;
  readonly width: number;
  readonly bytes: number;
}

function tensorEntry(header: Readonly<Record<string, unknown>>, { name, types }: TensorKind): Entry {
  const names = Object.keys(header).filter((key) => key !== '__metadata__');
  const entry = header[name];
  if (!isRecord(entry)) throw new FormatError(`has no tensor "${name}"`);
  if (names.length > 1) throw new FormatError(`has ${names.length} tensors where only "${name}" belongs`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = types.find((one) => one === dtype);
  if (type === undefined)
    throw new FormatError(`has vectors of type ${JSON.stringify(dtype)} and not ${types.join(' or ')}`);
  const [count, width] = pairOf(shape) ?? [0, 0];
  const bytes = count * width * (type === 'F32' ? 4 : 2);
  if (count < 1 || width < 1)
    throw new FormatError(`has vectors of the shape ${JSON.stringify(shape)} and not [count, width]`);
  const [from, to] = pairOf(offsets) ?? [-1, -1];
  if (from !== 0 || to !== bytes) {
    throw new FormatError(
      `has the data offsets ${JSON.stringify(offsets)} where its shape takes [0,${bytes}]`,
    );
  }
  return { type, count, width, bytes };
}

function pairOf(value: unknown): readonly [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [first, second] = value as readonly unknown[];
  return isSize(first) && isSize(second) ? [first, second] : undefined;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readData(view: DataView, start: number, entry: Entry): Float32Array {
  const has = view.byteLength - start;
  if (has !== entry.bytes)
    throw new FormatError(
      `is truncated or damaged (it has ${has} bytes of vectors and should have ${entry.bytes})`,
    );
  const number = READERS[entry.type];
  return Float32Array.from({ length: entry.count * entry.width }, (_, index) => number(view, start, index));
}

/** How the number with an index is read from behind the header. */
const READERS: Readonly<Record<TensorType, (view: DataView, start: number, index: number) => number>> = {
  F32: (view, start, index) => view.getFloat32(start + index * 4, true),
  F16: (view, start, index) => halfToFloat(view.getUint16(start + index * 2, true)),
  BF16: (view, start, index) => bfloatToFloat(view.getUint16(start + index * 2, true)),
};

function stringsOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value) || !Object.values(value).every((item) => typeof item === 'string')) {
    throw new FormatError('has metadata that are not all strings');
  }
  return value as Record<string, string>;
}
