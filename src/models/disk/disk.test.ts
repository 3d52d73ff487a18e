import { cp, lstat, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModels, type FoundModel } from '../findModels';
import { tinyModelFolder } from '../testing/tinyModel';
import { diskUse } from './diskUse';
import { discardIncomplete } from './discardIncomplete';
import { freeBytes } from './freeBytes';
import { removeModel } from './removeModel';
import { sizeOf } from './sizeOf';

let place: string;
let store: string;
let own: string;
let embedded: string;
beforeEach(async () => {
  place = await realpath(await mkdtemp(join(tmpdir(), 'mend-disk-')));
  [store, own, embedded] = ['store', 'own', 'embedded'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  for (const parent of [store, own, embedded])
    await cp(tinyModelFolder, join(parent, 'tiny-gpt2'), { recursive: true });
});
afterEach(() => rm(place, { recursive: true }));

async function only(parent: string): Promise<FoundModel> {
  const [model] = await findModels([parent]);
  if (!model) throw new Error(`no model in ${parent}`);
  return model;
}
const remove = async (model: FoundModel) => removeModel(model, { embedded, stores: [store] });

describe('removeModel', () => {
  it('leaves nothing of a model in a store', async () => {
    await writeFile(join(store, 'tiny-gpt2', 'more.txt'), '');
    expect(await remove(await only(store))).toEqual({ left: false });
    expect(await readdir(store)).toEqual([]);
  });

  it('removes a damaged one from a store', async () => {
    await writeFile(join(store, 'tiny-gpt2', 'mend.json'), '{');
    await remove(await only(store));
    expect(await readdir(store)).toEqual([]);
  });

  it('removes what the manifest lists from a folder of the user', async () => {
    expect(await remove(await only(own))).toEqual({ left: false });
    expect(await readdir(own)).toEqual([]);
  });

  it('leaves what is the user’s in it, and says so', async () => {
    await writeFile(join(own, 'tiny-gpt2', 'notes.txt'), '');
    expect(await remove(await only(own))).toEqual({ left: true });
    expect(await readdir(join(own, 'tiny-gpt2'))).toEqual(['notes.txt']);
    expect(await findModels([own])).toEqual([]);
  });

  it('leaves a damaged one of the user alone', async () => {
    await writeFile(join(own, 'tiny-gpt2', 'mend.json'), '{');
    await expect(remove(await only(own))).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringMatching(
        /has no valid mend\.json, which would say what of it to remove: delete/,
      ) as string,
    });
    expect((await readdir(join(own, 'tiny-gpt2'))).length).toBeGreaterThan(5);
  });

  it('removes a link, not what it leads to', async () => {
    const linked = join(place, 'linked');
    await mkdir(linked);
    await symlink(join(own, 'tiny-gpt2'), join(linked, 'model'));
    expect(await remove(await only(linked))).toEqual({ left: false });
    expect(await readdir(linked)).toEqual([]);
    expect((await only(own)).manifest?.id).toBe('tiny-gpt2');
  });

  it('does not follow a linked folder inside', async () => {
    const elsewhere = join(place, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'config.json'), '{}');
    const model = await only(own);
    if (!model.manifest) throw new Error('no manifest');
    await symlink(elsewhere, join(model.folder, 'inner'));
    const files = [{ path: 'inner/config.json', bytes: 2, sha256: '' }, ...model.manifest.files];
    await remove({ ...model, manifest: { ...model.manifest, files } });
    expect(await readdir(elsewhere)).toEqual(['config.json']);
  });

  it.each(['the folder', 'a link to it'])('never removes an embedded model, by %s', async (way) => {
    const alias = join(place, 'alias');
    await symlink(join(embedded, 'tiny-gpt2'), alias);
    const model = await only(way === 'the folder' ? embedded : alias);
    await expect(remove(model)).rejects.toMatchObject({
      code: 'badInput',
      message: expect.stringMatching(
        / is part of the program and stays: choose a model that you added\.$/,
      ) as string,
    });
    expect((await only(embedded)).manifest?.id).toBe('tiny-gpt2');
  });

  it('says what it could not remove', async () => {
    const model = await only(store);
    await rm(model.folder, { recursive: true });
    await expect(remove(model)).rejects.toMatchObject({
      code: 'fileSystem',
      message: expect.stringMatching(/tiny-gpt2 cannot be removed \(ENOENT\): try again\.$/) as string,
    });
  });
});

describe('diskUse', () => {
  it('measures models and what is not whole', async () => {
    const left = join(store, '.incomplete', 'me--model@0123');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'model.safetensors.partial'), Buffer.alloc(1234));
    await writeFile(`${left}.lock`, '2147483646');
    const found = await findModels([store, embedded]);
    const use = await diskUse(found, [store]);
    const size = await sizeOf(tinyModelFolder);
    expect(use.models.map(({ bytes }) => bytes)).toEqual([size, size]);
    expect(use.incomplete).toEqual([{ folder: left, name: 'me/model@0123', bytes: 1234 }]);
    expect(use.total).toBe(2 * size + 1234);
    expect(use.free).toBeGreaterThan(0);
  });

  it('measures a store that is not there', async () => {
    expect(await diskUse([], [join(place, 'nowhere')])).toMatchObject({
      models: [],
      incomplete: [],
      total: 0,
    });
    expect(await freeBytes(join(place, 'a', 'b'))).toBe(await freeBytes(place));
  });

  it('counts no link as what it leads to', async () => {
    await symlink(tinyModelFolder, join(place, 'alias'));
    expect(await sizeOf(join(place, 'alias'))).toBe(await sizeOf(tinyModelFolder));
    const holder = join(place, 'holder');
    await mkdir(holder);
    await symlink(tinyModelFolder, join(holder, 'alias'));
    expect(await sizeOf(holder)).toBe(0);
  });
});

describe('discardIncomplete', () => {
  it('throws away what nobody works on', async () => {
    const left = join(store, '.incomplete', 'x');
    await mkdir(left, { recursive: true });
    await writeFile(`${left}.lock`, String(process.ppid));
    await expect(discardIncomplete(left)).rejects.toThrow(
      /is being fetched by process \d+: cancel that first\.$/,
    );
    await writeFile(`${left}.lock`, '2147483646');
    await discardIncomplete(left);
    expect(await lstat(join(store, '.incomplete')).catch(() => 'gone')).toBe('gone');
  });
});
