import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { nodeFiles, type FileSystem } from '../atomicWrite';
import { exampleFile } from '../testing/exampleFile';
import { writeAdapterFolder } from './adapterFolder';
import { encodePeftAdapter } from './peftAdapter';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mend-adapter-'));
  folder = join(parent, 'a.peft');
});

const names = ['adapter_config.json', 'adapter_model.safetensors'];
const adapter = (base: string) => encodePeftAdapter(exampleFile, base);
const write = (base: string, changes: Partial<FileSystem> = {}) =>
  writeAdapterFolder(folder, adapter(base), {
    ...nodeFiles,
    remove: (path) => rm(path, { recursive: true, force: true }),
    ...changes,
  });
const baseModel = async (): Promise<unknown> =>
  (
    JSON.parse(await readFile(join(folder, 'adapter_config.json'), 'utf8')) as {
      base_model_name_or_path: unknown;
    }
  ).base_model_name_or_path;

const full = () => Promise.reject(Object.assign(new Error('ENOSPC: made up'), { code: 'ENOSPC' }));
const failures: [string, Partial<FileSystem>][] = [
  [
    'the second file',
    { create: (path, bytes) => (path.endsWith('.json') ? nodeFiles.create(path, bytes) : full()) },
  ],
  ['renaming', { rename: full }],
];

it('writes the files of the adapter and leaves nothing beside the folder', async () => {
  await writeAdapterFolder(folder, adapter('base'));
  expect((await readdir(folder)).sort()).toEqual(names);
  expect(await readdir(parent)).toEqual(['a.peft']);
});

it.each(failures)('leaves no folder when %s fails', async (_, changes) => {
  await expect(write('base', changes)).rejects.toMatchObject({
    code: 'fileSystem',
    message: `${folder} cannot be written because the disk is full: free some space or choose another folder.`,
  });
  expect(await readdir(parent)).toEqual([]);
});

it('replaces an adapter', async () => {
  await writeAdapterFolder(folder, adapter('old'));
  await writeAdapterFolder(folder, adapter('new'));
  expect(await baseModel()).toBe('new');
  expect(await readdir(parent)).toEqual(['a.peft']);
});

it.each(failures)('keeps the adapter that is there when %s fails', async (_, changes) => {
  await write('old');
  await expect(write('new', changes)).rejects.toThrow('the disk is full');
  expect(await baseModel()).toBe('old');
  expect((await readdir(folder)).sort()).toEqual(names);
  expect(await readdir(parent)).toEqual(['a.peft']);
});

it.each<[string, () => Promise<void>]>([
  ['a file', () => writeFile(folder, 'x')],
  ['an empty folder', () => mkdir(folder)],
  [
    'a folder with something else beside the adapter',
    async () => {
      await write('old');
      await writeFile(join(folder, 'notes.txt'), 'x');
    },
  ],
  [
    'another kind of adapter',
    async () => {
      await write('old');
      await writeFile(join(folder, 'adapter_config.json'), '{"peft_type":"LORA"}');
    },
  ],
  [
    'a folder with a broken configuration',
    async () => {
      await write('old');
      await writeFile(join(folder, 'adapter_config.json'), 'null');
    },
  ],
])('does not replace %s', async (_, make) => {
  await make();
  const before = await readdir(parent, { recursive: true });
  await expect(writeAdapterFolder(folder, adapter('new'))).rejects.toMatchObject({
    code: 'fileSystem',
    message: `${folder} exists and is not just a prompt-tuning adapter: choose another name, or remove it.`,
  });
  expect(await readdir(parent, { recursive: true })).toEqual(before);
});

it('names a folder that is missing, and a file in its place', async () => {
  await writeFile(join(parent, 'file'), 'x');
  const into = (path: string) => writeAdapterFolder(join(parent, path), adapter('base'));
  await expect(into('no/a')).rejects.toThrow(/because the folder .*no does not exist/);
  await expect(into('file/a')).rejects.toThrow(/because .*file is not a folder/);
});

it('keeps the text of demonstrations to itself, and refuses a family that PEFT has no task for', () => {
  const text = [{ input: 'private', output: 'x' }];
  const metadata = { ...exampleFile.metadata, demonstrationsText: text };
  const files = encodePeftAdapter({ ...exampleFile, metadata }, 'base');
  for (const bytes of files.values()) expect(Buffer.from(bytes).includes('private')).toBe(false);
  const strange = { ...exampleFile, metadata: { ...metadata, family: 'toString' } };
  expect(() => encodePeftAdapter(strange, 'base')).toThrow(
    /^The family toString has no prompt-tuning adapters/,
  );
});
