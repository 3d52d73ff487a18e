/** One file of an archive; its name is ASCII. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;

/** 2.0, the least that a reader has to know. */
const VERSION = 20;

/** 1 January 1980, the first day there is: equal contents give equal bytes. */
const DATE = 0x0021;

/** Id of the extra field that fills up to the alignment, as PyTorch has it. */
const PADDING_FIELD = 0x4246;

/**
 * A zip archive (APPNOTE 4.3) of uncompressed files, for readers that map them into memory.
 * @param alignment in bytes: the contents of each file start at a multiple of it
 */
export function encodeStoredZip(files: readonly StoredFile[], alignment: number): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const offset = at;
    const common = [VERSION, 0, 0, 0, DATE, ...u32(crc32(bytes)), ...u32(bytes.length), ...u32(bytes.length)];
    const extra = padding(at + 30 + name.length, alignment);
    const header = u16(...u32(LOCAL_HEADER), ...common, name.length, extra.length);
    parts.push(header, ascii(name), extra, bytes);
    at += header.length + name.length + extra.length + bytes.length;
    // Behind the length of the name: extra field, comment, disk, internal and external attributes, where the file starts.
    const rest = [name.length, 0, 0, 0, 0, ...u32(0), ...u32(offset)];
    directory.push(u16(...u32(DIRECTORY_ENTRY), VERSION, ...common, ...rest), ascii(name));
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const counts = [0, 0, files.length, files.length];
  return Buffer.concat([
    ...parts,
    ...directory,
    u16(...u32(END_OF_DIRECTORY), ...counts, ...u32(size), ...u32(at), 0),
  ]);
}

/** An extra field (4 bytes and its content) that moves what would start at `start` to the next multiple of `alignment`. */
function padding(start: number, alignment: number): Uint8Array {
  const fill = (alignment - ((start + 4) % alignment)) % alignment;
  return Buffer.concat([u16(PADDING_FIELD, fill), Buffer.alloc(fill)]);
}

/** Numbers of 16 bits, little-endian. */
function u16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value & 0xff, value >> 8]));
}

/** A number of 32 bits as two of 16. */
const u32 = (value: number): readonly [number, number] => [value & 0xffff, value >>> 16];

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** CRC-32 as zip has it; the first Node 20 has none in `node:zlib`. */
function crc32(bytes: Uint8Array): number {
  return ~bytes.reduce((sum, byte) => (sum >>> 8) ^ crcOf((sum ^ byte) & 0xff), -1) >>> 0;
}

/** The remainder of one byte: 8 steps of the polynomial 0xedb88320. */
function crcOf(byte: number): number {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
}
