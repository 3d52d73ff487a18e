import { existsSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModels } from '../findModels';
import { editManifest, tinyModelFolder } from '../testing/tinyModel';
import { type HubServer, startHub } from '../testing/hubServer';
import { modelFiles } from '../testing/modelFiles';
import { packTar, packTarGz, packZip } from '../testing/packArchive';
import { verifyModel } from '../verifyModel';
import { addModel, needsOf } from './addModel';
import { openArchive } from './archiveSource';
import { openFolder } from './folderSource';
import { openHub } from './hubSource';
import { planModel } from './modelPlan';
import type { ModelSource } from './modelSource';
import { stagingPath } from './staging';

let place: string;
let store: string;
let hub: HubServer;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'mend-add-'));
  store = join(place, 'not yet', 'models');
  hub = await startHub({ 'me/tiny': { files: await modelFiles(), card: { license: 'mit' } } });
});
afterEach(async () => {
  await hub.close();
  await rm(place, { recursive: true });
});

const fromHub = (): Promise<ModelSource> =>
  openHub(
    { endpoint: hub.endpoint, token: undefined, fetch },
    { name: 'me/tiny', revision: undefined },
    { secondMilliseconds: 1 },
  );
const asFile = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(place, name);
  await writeFile(path, bytes);
  return path;
};
const entriesIn = async (top: string) =>
  Object.entries(await modelFiles()).map(([path, contents]) => ({ path: top + path, contents }));
const sources: Record<string, () => Promise<ModelSource>> = {
  'the hub': fromHub,
  'a folder': () => openFolder(tinyModelFolder),
  'a .zip': async () => openArchive(await asFile('tiny.zip', packZip(await entriesIn('')))),
  'a .zip with the folder in it': async () =>
    openArchive(await asFile('tiny.zip', packZip(await entriesIn('tiny-gpt2/')))),
  'a .tar.gz': async () =>
    openArchive(
      await asFile(
        'tiny.tgz',
        await packTarGz([{ path: './tiny/', type: 'directory' }, ...(await entriesIn('./tiny/'))]),
      ),
    ),
  'a .tar under another name': async () =>
    openArchive(await asFile('tiny.bin', await packTar(await entriesIn('')))),
};

interface Seen {
  readonly fractions: number[];
  readonly messages: string[];
}
async function add(source: ModelSource, signal?: AbortSignal): Promise<Seen & { folder: string }> {
  const seen: Seen = { fractions: [], messages: [] };
  const folder = await addModel(await planModel(source), store, {
    signal,
    report: ({ message, fraction }) => {
      seen.fractions.push(fraction);
      seen.messages.push(message);
    },
  });
  return { ...seen, folder };
}
/** What is in the store, hidden folders too. */
const inStore = async (): Promise<string[]> => (await readdir(store).catch(() => [])).sort();
const userError = (code: string, message: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string });

describe.each(Object.entries(sources))('a model from %s', (_, open) => {
  it('is there whole, and nothing else', async () => {
    const { folder, fractions, messages } = await add(await open());
    expect(folder).toBe(join(store, 'tiny-gpt2'));
    expect((await verifyModel(folder)).id).toBe('tiny-gpt2');
    expect((await readdir(folder)).sort()).toEqual((await readdir(tinyModelFolder)).sort());
    expect(await inStore()).toEqual(['tiny-gpt2']);
    expect((await findModels([store])).map((model) => model.folder)).toEqual([folder]);
    expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    expect(messages[0]).toMatch(/^[\w.]+: [\d.]+ (bytes|[kM]B) of [\d.]+ [kM]B/);
  });

  it('is not put in the place of another', async () => {
    await add(await open());
    await expect(add(await open())).rejects.toEqual(
      userError('badInput', /tiny-gpt2 exists already: remove that model first/),
    );
  });

  it('leaves nothing to be found after a cancel', async () => {
    const source = await open();
    const cancelled = add(source, AbortSignal.abort());
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await findModels([store])).toEqual([]);
    if (!source.resumes) expect(await inStore()).toEqual([]);
  });

  it('is not begun where there is no room', async () => {
    const plan = await planModel(await open());
    const tight = () => Promise.resolve(1000);
    const sentence =
      /needs [\d.]+ kB, and .*models has 1 kB left: free some space, or choose another folder\.$/;
    await expect(needsOf(plan, store, tight)).rejects.toEqual(userError('fileSystem', sentence));
    const adding = addModel(plan, store, { report: () => undefined, free: tight });
    await expect(adding).rejects.toEqual(userError('fileSystem', sentence));
    expect(await inStore()).toEqual([]);
  });
});

describe('needsOf', () => {
  it('says how much comes and how much room there is, also in a store that is not there yet', async () => {
    const plan = await planModel(await fromHub());
    const { bytes, free } = await needsOf(plan, store);
    const sizes = Object.values(await modelFiles()).map((file) => file.length);
    expect(bytes).toBe(sizes.reduce((sum, size) => sum + size));
    expect(plan.bytes).toBe(bytes);
    expect(free).toBeGreaterThan(bytes);
    expect(existsSync(store)).toBe(false);
  });

  it('goes on where nobody knows how much room there is', async () => {
    const plan = await planModel(await fromHub());
    expect(await needsOf(plan, store, () => Promise.resolve(undefined))).toMatchObject({ free: undefined });
  });
});

describe('a download that breaks', () => {
  const big = 'model.safetensors';

  it('keeps what came apart from the models, and goes on from there', async () => {
    hub.fail(big, {}, { dieAfter: 10_000 }, ...Array.from({ length: 5 }, () => ({ status: 500 })));
    await expect(add(await fromHub())).rejects.toMatchObject({ code: 'network' });
    expect(await findModels([store])).toEqual([]);
    const source = await fromHub();
    const kept = await readdir(stagingPath(store, source));
    expect(kept).toContain(`${big}.partial`);
    const plan = await planModel(source);
    expect((await needsOf(plan, store)).bytes).toBeLessThan(plan.bytes - 10_000);
    hub.requests.length = 0;
    const { folder } = await add(await fromHub());
    expect((await verifyModel(folder)).id).toBe('tiny-gpt2');
    const served = hub.requests.filter(({ url, server }) => server === 'cdn' && url.includes(big));
    expect(served.map(({ range }) => range)).toEqual(['bytes=10000-']);
    expect(await inStore()).toEqual(['tiny-gpt2']);
  });

  it('is one process at a time', async () => {
    const source = await fromHub();
    const lock = `${stagingPath(store, source)}.lock`;
    await mkdir(join(store, '.incomplete'), { recursive: true });
    await writeFile(lock, String(process.ppid));
    await expect(add(source)).rejects.toEqual(
      userError('badInput', /is being added already, by process \d+: wait for it, or delete .*\.lock if/),
    );
    // No process has this id: the one before did not end well.
    await writeFile(lock, '2147483646');
    await add(source);
    expect(await inStore()).toEqual(['tiny-gpt2']);
  });
});

describe('a source that is not what it should be', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(place, 'copy');
    await cp(tinyModelFolder, folder, { recursive: true });
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'lacks a file',
      () => rm(join(folder, 'distiller.onnx')),
      /is no whole model, since it lacks distiller\.onnx, which its mend\.json lists: /,
    ],
    [
      'has a file of another size',
      () => truncate(join(folder, 'config.json'), 3),
      /since its config\.json is not the one that its mend\.json lists/,
    ],
    [
      'has a manifest that is none',
      () => writeFile(join(folder, 'mend.json'), '{'),
      /mend\.json of .* is not valid JSON/,
    ],
    [
      'has a manifest that is not valid',
      () => editManifest(folder, (manifest) => delete manifest['id']),
      /must have required property 'id'/,
    ],
    [
      'lists a file outside of it',
      () => editManifest(folder, (manifest) => ((manifest['files'] as { path: string }[])[0]!.path = '../x')),
      /files\[0\]\.path must match pattern/,
    ],
    [
      'lists a file twice',
      () =>
        editManifest(folder, (manifest) =>
          (manifest['files'] as object[]).push((manifest['files'] as object[])[0]!),
        ),
      /lists [\w.]+ twice/,
    ],
  ])('%s', async (_, damage, sentence) => {
    await damage();
    await expect(planModel(await openFolder(folder))).rejects.toEqual(userError('badModel', sentence));
  });

  it('has a file with other bytes: nothing is left of it', async () => {
    const plan = await planModel(await openFolder(folder));
    const bytes = await readFile(join(folder, 'model.safetensors'));
    bytes[100]! ^= 1;
    await writeFile(join(folder, 'model.safetensors'), bytes);
    const adding = addModel(plan, store, { report: () => undefined });
    await expect(adding).rejects.toEqual(
      userError(
        'badModel',
        /^model\.safetensors in .*copy is not what its mend\.json says: get the model again\.$/,
      ),
    );
    expect(await inStore()).toEqual([]);
  });

  it('shrinks while it is read', async () => {
    const plan = await planModel(await openFolder(folder));
    await truncate(join(folder, 'model.safetensors'), 100);
    await expect(addModel(plan, store, { report: () => undefined })).rejects.toEqual(
      userError('badModel', /is shorter than its mend\.json says/),
    );
  });

  it('is a repository whose large file is another', async () => {
    const files = { ...(await modelFiles()) };
    files['model.safetensors'] = Buffer.alloc(files['model.safetensors']!.length);
    hub.repositories['me/tiny'] = { files };
    await expect(planModel(await fromHub())).rejects.toEqual(
      userError(
        'badModel',
        /^me\/tiny \(01234567\) on .* its model\.safetensors is not the one that its mend\.json lists/,
      ),
    );
  });

  it('cannot be written to the store', async () => {
    await writeFile(join(place, 'file'), '');
    store = join(place, 'file', 'models');
    await expect(add(await openFolder(folder))).rejects.toEqual(
      userError('fileSystem', /cannot be written because/),
    );
  });
});

describe('openFolder', () => {
  it('takes the one model in a folder, and links as the cache of the hub has them', async () => {
    const outer = join(place, 'outer');
    await mkdir(join(outer, 'linked'), { recursive: true });
    for (const name of await readdir(tinyModelFolder))
      await symlink(join(tinyModelFolder, name), join(outer, 'linked', name));
    const source = await openFolder(outer);
    expect(source.folder).toBe(join(outer, 'linked'));
    expect((await verifyModel((await add(source)).folder)).id).toBe('tiny-gpt2');
  });

  it('asks which one where there are several, and refuses what is no folder', async () => {
    for (const name of ['a', 'b']) await cp(tinyModelFolder, join(place, 'two', name), { recursive: true });
    await expect(openFolder(join(place, 'two'))).rejects.toEqual(
      userError('badModel', /two holds several models \(a, b\): choose one of them\.$/),
    );
    await expect(openFolder('/nowhere')).rejects.toEqual(
      userError('fileSystem', /^\/nowhere is not a folder/),
    );
    expect(basename((await openFolder(join(place, 'two', 'a'))).label)).toBe('a');
  });

  it.skipIf(process.getuid?.() === 0)('says what cannot be read', async () => {
    const folder = join(place, 'copy');
    await cp(tinyModelFolder, folder, { recursive: true });
    await chmod(join(folder, 'mend.json'), 0);
    await expect(planModel(await openFolder(folder))).rejects.toEqual(
      userError('fileSystem', /cannot be read \(EACCES/),
    );
  });
});
