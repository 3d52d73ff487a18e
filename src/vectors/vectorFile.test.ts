import { mkdir, mkdtemp, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../shared/errors';
import { textRows } from './metadata';
import { exampleFile, exampleMetadata } from './testing/exampleFile';
import {
  decodeVectorFile,
  demonstrationHash,
  encodeVectorFile,
  readVectorFile,
  writeVectorFile,
} from './vectorFile';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-vectors-'));
  path = join(folder, 'a.mend.safetensors');
});

/** A file with the header as given and `data` bytes of zeros. */
function file(header: unknown, data = 24, length?: bigint): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([size, json, Buffer.alloc(data)]);
}

const strings = () => {
  const bytes = Buffer.from(encodeVectorFile(exampleFile));
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString()) as {
    __metadata__: Record<string, string>;
  };
  return header.__metadata__;
};
const tensor = { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] };
const header = (changes: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}) => ({
  __metadata__: { ...strings(), ...metadata },
  distilled_vectors: { ...tensor, ...changes },
});

describe('a vector file', () => {
  it('is read back as it was written', async () => {
    const full = {
      ...exampleFile,
      metadata: {
        ...exampleMetadata,
        labels: ['yes', 'nö'],
        fidelity: { kl: 0.25, top1Agreement: 1, queries: 2, of: 'demonstration inputs' },
        demonstrationsText: [{ input: 'a', output: 'yes', options: ['yes', 'nö'] }],
      },
    };
    expect(await writeVectorFile(path, full)).toBe(true);
    expect(await readVectorFile(path)).toEqual(full);
  });

  it('is plain safetensors, aligned to 8 bytes, with sorted metadata', () => {
    const bytes = Buffer.from(encodeVectorFile(exampleFile));
    const length = Number(bytes.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(bytes.length).toBe(8 + length + 24);
    const parsed = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<
      string,
      Record<string, unknown>
    >;
    expect(parsed['distilled_vectors']).toEqual(tensor);
    expect(Object.keys(parsed['__metadata__']!)).toEqual(Object.keys(parsed['__metadata__']!).sort());
    expect(parsed['__metadata__']).toMatchObject({
      format: 'mend-vectors',
      format_version: '1',
      vectors: '2',
      width: '3',
    });
    expect(bytes.readFloatLE(8 + length + 4)).toBe(-2);
  });

  it('is left untouched when only the date differs, and replaced when anything else does', async () => {
    await writeVectorFile(path, exampleFile);
    const before = await stat(path);
    const later = { ...exampleFile, metadata: { ...exampleMetadata, created: '2027-01-01T00:00:00.000Z' } };
    expect(await writeVectorFile(path, later)).toBe(false);
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
    expect((await readVectorFile(path)).metadata.created).toBe(exampleMetadata.created);
    expect(await writeVectorFile(path, { ...later, metadata: { ...later.metadata, dtype: 'fp32' } })).toBe(
      true,
    );
    expect((await readVectorFile(path)).metadata.created).toBe('2027-01-01T00:00:00.000Z');
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('says which demonstrations are text, and with which tokens', async () => {
    const pinned = [{ index: 1, tokens: [5], input: 'a', options: ['b', 'c'], output: 'b' }];
    const hybrid = { ...exampleFile, metadata: { ...exampleMetadata, pinned } };
    await writeVectorFile(path, hybrid);
    expect(await readVectorFile(path)).toEqual(hybrid);
    expect((await readFile(path)).includes('5],\\"input\\":\\"a\\",\\"options\\"')).toBe(true);
    expect(textRows(hybrid.metadata)).toBe(1);
    expect(textRows(exampleMetadata)).toBe(0);
  });

  it('replaces a file that is no vector file', async () => {
    await writeFile(path, 'junk');
    expect(await writeVectorFile(path, exampleFile)).toBe(true);
    expect(await readVectorFile(path)).toEqual(exampleFile);
  });

  it('may hold halves', () => {
    const bytes = file(header({ dtype: 'F16', data_offsets: [0, 12] }), 12);
    const halves = [0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555];
    halves.forEach((half, index) => bytes.writeUInt16LE(half, bytes.length - 12 + index * 2));
    const { vectors } = decodeVectorFile(bytes, 'a');
    expect([...vectors]).toEqual([1, -2, 2 ** -24, 65504, -0, Math.fround(0x555 / 0x1000)]);
  });
});

describe('a bad vector file is refused with one sentence', () => {
  const bad = (bytes: Buffer | Uint8Array): UserError => {
    try {
      decodeVectorFile(bytes, '/x/a.mend.safetensors');
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  };
  const nan = Buffer.from(encodeVectorFile(exampleFile));
  nan.writeFloatLE(NaN, nan.length - 4);
  const infinite = Buffer.from(encodeVectorFile(exampleFile));
  infinite.writeFloatLE(Infinity, infinite.length - 24);

  it.each<[string, Buffer | Uint8Array, RegExp]>([
    ['empty', Buffer.alloc(0), /too short/],
    ['zeros', Buffer.alloc(100), /header is not JSON/],
    ['truncated in the header', file(header()).subarray(0, 40), /truncated or damaged/],
    [
      'truncated in the data',
      file(header()).subarray(0, -1),
      /truncated or damaged \(it has 23 bytes of vectors and should have 24\)/,
    ],
    ['with more behind it', file(header(), 25), /it has 25 bytes/],
    ['with a lying header length', file(header(), 24, 1_000_000n), /its header should take 1000000 bytes/],
    ['with a huge header length', file(header(), 24, 2n ** 64n - 1n), /truncated or damaged/],
    ['with a header that is too short', file(header(), 24, 10n), /header is not JSON/],
    ['not JSON', file('{"a":'), /header is not JSON/],
    [
      'not UTF-8',
      Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from([0x22, 0xff])]),
      /header is not JSON/,
    ],
    ['not an object', file('[]'), /not a JSON object/],
    ['without the tensor', file({ __metadata__: strings() }), /has no tensor "distilled_vectors"/],
    ['with other tensors', file({ ...header(), other: tensor }), /has 2 tensors/],
    ['of another type', file(header({ dtype: 'I64' })), /vectors of type "I64"/],
    ['of another shape', file(header({ shape: [6] })), /of the shape \[6\]/],
    ['of an impossible shape', file(header({ shape: [-2, 3] })), /of the shape/],
    ['without vectors', file(header({ shape: [0, 3], data_offsets: [0, 0] }), 0), /of the shape/],
    ['with a huge shape', file(header({ shape: [2 ** 40, 2 ** 10] })), /data offsets \[0,24\]/],
    [
      'with other offsets',
      file(header({ data_offsets: [4, 28] })),
      /data offsets \[4,28\] where its shape takes \[0,24\]/,
    ],
    ['with NaN', nan, /holds NaN in vector 1/],
    ['with Infinity', infinite, /holds Infinity in vector 0/],
    [
      'with a key twice',
      file(JSON.stringify(header()).replace('"vectors":"2"', '"vectors":"2","vectors":"2"')),
      /names "vectors" twice/,
    ],
    [
      'with the tensor twice',
      file(JSON.stringify(header()).replace(/^\{/, '{"distilled_vectors":{},')),
      /names "distilled_vectors" twice/,
    ],
    ['with metadata that are no strings', file(header({}, { width: 3 })), /not all strings/],
    ['of another kind', file(header({}, { format: 'pt' })), /not a vector file/],
    [
      'of another version',
      file(header({}, { format_version: '2' })),
      /format version "2", and this version reads 1/,
    ],
    [
      'that says another count',
      file(header({}, { vectors: '3' })),
      /says it holds 3 vectors of width 3 but holds 2 of 3/,
    ],
    ['with a wrong number', file(header({}, { demonstrations: '-1' })), /a "demonstrations" in its metadata/],
    [
      'with a wrong template',
      file(header({}, { template: '{"inputPrefix":1}' })),
      /a "template" in its metadata/,
    ],
    ['with wrong labels', file(header({}, { labels: '[1]' })), /a "labels" in its metadata/],
    ['with broken labels', file(header({}, { labels: '[' })), /a "labels" in its metadata/],
    [
      'with wrong texts',
      file(header({}, { demonstrations_text: '[{"input":"a"}]' })),
      /a "demonstrations_text" in/,
    ],
    [
      'with pins that say nothing of their rows',
      file(header({}, { pinned: '[{"index":0,"tokens":[],"input":"a","output":"b"}]' })),
      /a "pinned" in its metadata/,
    ],
    [
      'with text alone',
      file(header({}, { pinned: '[{"index":0,"tokens":[1,2],"input":"a","output":"b"}]' })),
      /says of all its vectors that they are text/,
    ],
    ['with a wrong fidelity', file(header({}, { fidelity: '{}' })), /a "fidelity" in its metadata/],
    [
      'with a fidelity over nothing that is said',
      file(header({}, { fidelity: '{"kl":1,"top1Agreement":1,"queries":2}' })),
      /a "fidelity" in its metadata/,
    ],
  ])('%s', (_, bytes, message) => {
    const error = bad(bytes);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^\/x\/a\.mend\.safetensors [^\n]+\.$/);
    expect(error.code).toBe('badVectorFile');
  });

  it.each(Object.keys(strings()))('without "%s" in its metadata', (key) => {
    const { [key]: _, ...rest } = strings();
    const error = bad(file({ __metadata__: rest, distilled_vectors: tensor }));
    expect(error.code).toBe('badVectorFile');
    expect(error.message).toMatch(
      key === 'format'
        ? /not a vector file/
        : new RegExp(key === 'format_version' ? 'version "none"' : `lacks "${key}"`),
    );
  });

  it('any bytes', () => {
    const bytes = Buffer.from(encodeVectorFile(exampleFile));
    for (let at = 0; at < bytes.length - 24; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = 0x22;
      try {
        decodeVectorFile(changed, 'a');
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
      expect(bad(bytes.subarray(0, at)).code).toBe('badVectorFile');
    }
  });

  it('of 10 GB, unread', async () => {
    await writeFile(path, '');
    await truncate(path, 10 * 1024 ** 3);
    const started = performance.now();
    await expect(readVectorFile(path)).rejects.toThrow(
      /has 10240 MB, and no vector file has more than 64 MB/,
    );
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('missing, or a folder', async () => {
    await expect(readVectorFile(path)).rejects.toMatchObject({
      code: 'fileSystem',
      message: `${path} does not exist: choose a *.mend.safetensors file.`,
    });
    await mkdir(path);
    await expect(readVectorFile(path)).rejects.toMatchObject({
      code: 'fileSystem',
      message: `${path} is not a file: choose a *.mend.safetensors file.`,
    });
  });
});

describe('writing', () => {
  it('follows a symbolic link', async () => {
    const link = join(folder, 'link.mend.safetensors');
    await writeFile(path, 'old');
    await symlink(path, link);
    await writeVectorFile(link, exampleFile);
    expect(await readFile(path)).toEqual(Buffer.from(encodeVectorFile(exampleFile)));
  });

  it('hashes demonstrations by their canonical JSON', () => {
    // printf '{"input":"a","output":"b"}' | sha256sum
    expect(demonstrationHash({ output: 'b', input: 'a' })).toBe(
      'f245cdedc115600cedd8b474dfb3296469364ba2e6222168f898446dc47f7ba7',
    );
  });
});
