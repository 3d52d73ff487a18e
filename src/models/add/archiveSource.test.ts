import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelFiles } from '../testing/modelFiles';
import { type PackedEntry, packTar, packTarGz, packZip } from '../testing/packArchive';
import { addModel } from './addModel';
import { openArchive } from './archiveSource';
import { planModel } from './modelPlan';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'mend-archive-'));
});
afterEach(() => rm(place, { recursive: true }));

const formats = { zip: packZip, tar: packTar, 'tar.gz': packTarGz };
type Format = keyof typeof formats;

/** Writes an archive with a whole model and one entry more, and opens it. */
async function open(format: Format, ...more: PackedEntry[]) {
  const model = Object.entries(await modelFiles()).map(([path, contents]) => ({ path, contents }));
  const path = join(place, `model.${format}`);
  await writeFile(path, await formats[format]([...model, ...more]));
  return openArchive(path);
}
const refused = (what: RegExp): unknown =>
  expect.objectContaining({ code: 'badModel', message: expect.stringMatching(what) as string });
const contents = Buffer.from('evil');

describe.each<Format>(['zip', 'tar', 'tar.gz'])('a .%s', (format) => {
  it.each(['../evil', 'a/../../evil', '/etc/evil', 'C:\\evil', 'a\\..\\..\\evil'])(
    'with the path %s is refused before anything is written',
    async (path) => {
      await expect(open(format, { path, contents })).rejects.toEqual(
        refused(/model\.\S+ (is refused because|cannot be unpacked)/),
      );
      expect(await readdir(place)).toEqual([`model.${format}`]);
    },
  );

  it('with a link is refused', async () => {
    await expect(open(format, { path: 'link', linkTo: '/etc/passwd' })).rejects.toEqual(
      refused(/is refused because "link" is a link: pack the model folder's files alone\.$/),
    );
  });

  it('with the same file twice is refused', async () => {
    await expect(open(format, { path: 'config.json', contents })).rejects.toEqual(
      refused(/has config\.json twice: pack it again\.$/),
    );
  });

  it('that ends too early is refused', async () => {
    const path = join(place, 'half');
    const whole = await formats[format](
      Object.entries(await modelFiles()).map(([name, bytes]) => ({ path: name, contents: bytes })),
    );
    await writeFile(path, whole.subarray(0, whole.length / 2));
    await expect(openArchive(path)).rejects.toEqual(
      refused(/half cannot be unpacked \(.+\): get it again\.$/),
    );
  });

  it('is unpacked without what the manifest does not list', async () => {
    const source = await open(format, { path: 'notes/extra.txt', contents });
    const folder = await addModel(await planModel(source), join(place, 'store'), { report: () => undefined });
    expect((await readdir(folder)).sort()).toEqual(Object.keys(await modelFiles()));
  });

  it('can be cancelled while it is looked through', async () => {
    await open(format);
    await expect(openArchive(join(place, `model.${format}`), AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('an archive', () => {
  it.each<[string, PackedEntry]>([
    ['a hard link', { path: 'link', linkTo: 'config.json', type: 'link' }],
    ['a pipe', { path: 'pipe', type: 'fifo' }],
  ])('with %s is refused', async (_, entry) => {
    await expect(open('tar.gz', entry)).rejects.toEqual(
      refused(/is refused because "(link|pipe)" is (a link|neither a file nor a folder)/),
    );
  });

  it('is told by its first bytes', async () => {
    const path = join(place, 'model.zip');
    await writeFile(path, 'PK, but no archive');
    await expect(openArchive(path)).rejects.toEqual(
      refused(/model\.zip is neither a \.zip nor a \.tar\.gz archive: choose one, or a folder\.$/),
    );
    await expect(openArchive('/nowhere.zip')).rejects.toMatchObject({ code: 'fileSystem' });
  });

  it.each<Format>(['zip', 'tar', 'tar.gz'])(
    'with damage in its middle leaves nothing behind: .%s',
    async (format) => {
      const path = join(place, 'model');
      const files = Object.entries(await modelFiles()).map(([name, bytes]) => ({
        path: name,
        contents: bytes,
      }));
      const bytes = await formats[format](files);
      await writeFile(path, bytes);
      const plan = await planModel(await openArchive(path));
      // Inside the weights, most of the archive; names and sizes stay.
      bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 50);
      await writeFile(path, bytes);
      const store = join(place, 'store');
      await expect(addModel(plan, store, { report: () => undefined })).rejects.toEqual(
        refused(/: get (the model again|it again)\.$/),
      );
      expect(await readdir(store)).toEqual([]);
    },
  );
});
