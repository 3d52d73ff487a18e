import { gzipSync, deflateRawSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** An entry to pack: a file unless it says otherwise. */
export interface PackedEntry {
  readonly path: string;
  readonly contents?: Uint8Array;
  /** Makes it a symbolic link. */
  readonly linkTo?: string;
  /** Another type that only `.tar` has. */
  readonly type?: 'link' | 'fifo' | 'directory';
}

/** A `.tar.gz`, with whatever paths it is given. */
export async function packTarGz(entries: readonly PackedEntry[]): Promise<Buffer> {
  return gzipSync(await packTar(entries));
}

/** A `.tar`. */
export async function packTar(entries: readonly PackedEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, contents = new Uint8Array(), linkTo, type } of entries) {
    const kind = linkTo === undefined ? (type ?? 'file') : type === 'link' ? 'link' : 'symlink';
    const linkname = linkTo === undefined ? {} : { linkname: linkTo };
    if (kind === 'file') archive.entry({ name: path }, contents);
    else archive.entry({ name: path, type: kind, ...linkname });
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A `.zip` with deflated entries, by the format's specification (APPNOTE 6.3). */
export function packZip(entries: readonly PackedEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const contents = Buffer.from(entry.linkTo ?? entry.contents ?? []);
    const data = deflateRawSync(contents);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    writeCommon(local, 4, contents, data, name);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE((3 << 8) | 20, 4); // Made by Unix, so that the file's type counts.
    writeCommon(central, 6, contents, data, name);
    central.writeUInt32LE(((entry.linkTo === undefined ? 0o100644 : 0o120777) << 16) >>> 0, 38);
    central.writeUInt32LE(offset, 42);
    locals.push(local, name, data);
    centrals.push(central, name);
    offset += local.length + name.length + data.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** What the local and the central header have in common. */
function writeCommon(header: Buffer, at: number, contents: Buffer, data: Buffer, name: Buffer): void {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(8, at + 4);
  header.writeUInt32LE(crc32(contents), at + 10);
  header.writeUInt32LE(data.length, at + 14);
  header.writeUInt32LE(contents.length, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

/** What one byte does to the checksum, for each of its values. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** The checksum of ISO 3309 that zip uses; Node has its own from 22 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
