import { littleEndian, type Matrix } from './matrix';
import { encodeStoredZip } from './storedZip';

/** PyTorch aligns the numbers to this many bytes. */
const ALIGNMENT = 64;

/**
 * The bytes of a file that `torch.load(…, weights_only=True)` reads as a float32 tensor `[count, width]`: a zip archive with a pickle that
 * describes the tensor, and its numbers in a file of their own.
 */
export function encodeTorchFile(matrix: Matrix): Uint8Array {
  const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');
  const files = [
    { name: 'archive/data.pkl', bytes: text(pickle(matrix)) },
    { name: 'archive/byteorder', bytes: text('little') },
    { name: 'archive/data/0', bytes: littleEndian(matrix) },
    { name: 'archive/version', bytes: text('3\n') },
  ];
  return encodeStoredZip(files, ALIGNMENT);
}

/**
 * The pickle (protocol 2), one character a byte: `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`, where the storage is a
 * persistent id that names the file `data/0`.
 */
function pickle({ count, width }: Matrix): string {
  const storage = `(${string('storage')}${global('torch', 'FloatStorage')}${string('0')}${string('cpu')}${integer(count * width)}tQ`;
  const size = `${integer(count)}${integer(width)}\x86`;
  const stride = `${integer(width)}${integer(1)}\x86`;
  const hooks = `${global('collections', 'OrderedDict')})R`;
  const rebuild = global('torch._utils', '_rebuild_tensor_v2');
  return `\x80\x02${rebuild}(${storage}${integer(0)}${size}${stride}\x89${hooks}tR.`;
}

const global = (module: string, name: string): string => `c${module}\n${name}\n`;
const string = (value: string): string => `X${u32(value.length)}${value}`;
const integer = (value: number): string => `J${u32(value)}`;
const u32 = (value: number): string =>
  String.fromCharCode(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >> 24) & 0xff);
