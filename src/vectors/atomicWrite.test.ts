import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { atomicWrite, atomicWriteAll, type FileSystem, nodeFiles } from './atomicWrite';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-write-'));
  path = join(folder, 'a.bin');
  await writeFile(path, 'old');
});

const bytes = Buffer.from('new');
const fail = (code: string) => Promise.reject(Object.assign(new Error(`${code}: made up`), { code }));

/** A disk that takes half of the bytes and then fails. */
const halfWritten = (code: string): Partial<FileSystem> => ({
  create: async (temporary, all) => {
    await writeFile(temporary, all.subarray(0, 1));
    await fail(code);
  },
});

async function failingWrite(changes: Partial<FileSystem>): Promise<unknown> {
  const { rename, rm } = await import('node:fs/promises');
  const files: FileSystem = {
    create: (name, all) => writeFile(name, all),
    rename,
    remove: (name) => rm(name, { force: true }),
    ...changes,
  };
  return atomicWrite(path, bytes, files).then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('replaces the file and leaves nothing beside it', async () => {
  await atomicWrite(path, bytes);
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a.bin']);
});

it.each([
  ['a full disk', halfWritten('ENOSPC'), 'because the disk is full'],
  ['a full quota', halfWritten('EDQUOT'), 'because the disk is full'],
  ['a failing disk', halfWritten('EIO'), 'EIO: made up'],
  ['a read-only folder', { create: () => fail('EACCES') }, 'is read-only: choose another folder'],
  ['a read-only file system', { create: () => fail('EROFS') }, 'is read-only: choose another folder'],
  ['a rename that is not allowed', { rename: () => fail('EPERM') }, 'is read-only: choose another folder'],
])('keeps the old file and removes the temporary one on %s', async (_, changes, sentence) => {
  const error = await failingWrite(changes);
  expect(error).toMatchObject({
    code: 'fileSystem',
    message: expect.stringContaining(`${path} cannot be written`) as string,
  });
  expect((error as Error).message).toContain(sentence);
  expect((error as Error).message).toMatch(/^[^\n]+\.$/);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.bin']);
});

it('reports the first failure even if cleaning up fails too', async () => {
  const error = await failingWrite({ create: () => fail('ENOSPC'), remove: () => fail('EIO') });
  expect((error as Error).message).toContain('the disk is full');
});

it('writes files that belong together, or none where one of them fails', async () => {
  const other = join(folder, 'b.bin');
  const both = new Map([
    [path, bytes],
    [other, bytes],
  ]);
  let created = 0;
  const second: FileSystem = {
    ...nodeFiles,
    create: (name, all) => ((created += 1) === 2 ? fail('ENOSPC') : nodeFiles.create(name, all)),
  };
  await expect(atomicWriteAll(both, second)).rejects.toMatchObject({
    code: 'fileSystem',
    message: expect.stringContaining(`${other} cannot be written because the disk is full`) as string,
  });
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.bin']);
  await atomicWriteAll(both);
  expect([await readFile(path, 'utf8'), await readFile(other, 'utf8')]).toEqual(['new', 'new']);
  expect((await readdir(folder)).sort()).toEqual(['a.bin', 'b.bin']);
});

it.runIf(process.platform === 'linux')('names a folder that takes no files, for root too', async () => {
  await expect(atomicWrite('/proc/self/a.bin', bytes)).rejects.toMatchObject({
    code: 'fileSystem',
    message: '/proc/self/a.bin cannot be written because /proc/self takes no files: choose another folder.',
  });
});

it('names a folder that is missing, a file in its place, a folder at the path and a name that is too long', async () => {
  await expect(atomicWrite(join(folder, 'no', 'a.bin'), bytes)).rejects.toThrow(
    /the folder .*no does not exist/,
  );
  await expect(atomicWrite(join(path, 'a.bin'), bytes)).rejects.toThrow(/a\.bin is not a folder/);
  await mkdir(join(folder, 'sub'));
  await expect(atomicWrite(join(folder, 'sub'), bytes)).rejects.toThrow(/sub is a folder: name a file/);
  await expect(atomicWrite(join(folder, 'n'.repeat(300)), bytes)).rejects.toThrow(/name is too long/);
  expect((await readdir(folder)).sort()).toEqual(['a.bin', 'sub']);
});
