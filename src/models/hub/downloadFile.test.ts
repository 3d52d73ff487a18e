import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit, type HubServer, startHub } from '../testing/hubServer';
import { downloadFile, type DownloadOptions } from './downloadFile';
import { hubFetch } from './hubFetch';

const contents = randomBytes(200_000);
const expected = {
  path: 'model.safetensors',
  bytes: contents.length,
  sha256: createHash('sha256').update(contents).digest('hex'),
};
const fast = { secondMilliseconds: 1 };

let hub: HubServer;
let folder: string;
let target: string;
beforeEach(async () => {
  hub = await startHub({ 'me/model': { files: { 'model.safetensors': contents } } });
  folder = await mkdtemp(join(tmpdir(), 'mend-download-'));
  target = join(folder, 'model.safetensors');
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

async function download(changes: Partial<DownloadOptions> = {}): Promise<void> {
  const access = { endpoint: hub.endpoint, token: undefined, fetch };
  const subject = { access, repository: { name: 'me/model', revision: undefined } };
  const patience = { ...fast, ...changes };
  const url = `${hub.endpoint}/me/model/resolve/${commit}/model.safetensors`;
  await downloadFile(url, target, expected, { fetch: hubFetch(subject, patience), ...patience });
}
/** Ranges that the host of the large files was asked for. */
const ranges = (): (string | undefined)[] =>
  hub.requests.filter(({ server }) => server === 'cdn').map(({ range }) => range);
const isWhole = async (): Promise<boolean> =>
  (await readFile(target)).equals(contents) && !existsSync(`${target}.partial`);

describe('downloadFile', () => {
  it('follows the redirect and leaves the file alone', async () => {
    let bytes = 0;
    await download({ onBytes: (count) => (bytes += count) });
    expect(await isWhole()).toBe(true);
    expect(bytes).toBe(contents.length);
    expect(ranges()).toEqual(['bytes=0-']);
  });

  it('goes on where the connection was cut, as often as it takes', async () => {
    hub.fail('cdn:', { dieAfter: 50_000 }, { dieAfter: 70_000 });
    let bytes = 0;
    await download({ onBytes: (count) => (bytes += count) });
    expect(await isWhole()).toBe(true);
    expect(ranges()).toEqual(['bytes=0-', 'bytes=50000-', 'bytes=120000-']);
    expect(bytes).toBe(contents.length);
  });

  it('goes on in another process where the one before ended', async () => {
    await writeFile(`${target}.partial`, contents.subarray(0, 150_000));
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges()).toEqual(['bytes=150000-']);
  });

  it('asks for nothing that is there', async () => {
    await writeFile(`${target}.partial`, contents);
    await download();
    expect(await isWhole()).toBe(true);
    await download();
    expect(hub.requests).toEqual([]);
  });

  it('notices a body that ends too early', async () => {
    hub.fail('cdn:', { endAfter: 10_000 });
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges()).toEqual(['bytes=0-', 'bytes=10000-']);
  });

  it('gives up a connection that says nothing, and takes another', async () => {
    hub.fail('cdn:', { stallAfter: 10_000 });
    await download({ silenceMilliseconds: 1000 });
    expect(await isWhole()).toBe(true);
  });

  it('bears a slow server', async () => {
    hub.fail('cdn:', { slow: 1 });
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges()).toHaveLength(1);
  });

  it.each([['ignoreRange'], ['wrongRange']] as const)(
    'starts again where the server does this: %s',
    async (fault) => {
      hub.fail('cdn:', { dieAfter: 50_000 }, { [fault]: true });
      let bytes = 0;
      await download({ onBytes: (count) => (bytes += count) });
      expect(await isWhole()).toBe(true);
      expect(bytes).toBe(contents.length);
    },
  );

  it('starts again where what is there is longer than the file', async () => {
    await writeFile(`${target}.partial`, Buffer.concat([contents, contents]));
    await download();
    expect(await isWhole()).toBe(true);
  });

  it('waits when it is asked to, and says so', async () => {
    hub.fail('hub:', { status: 429, headers: { 'retry-after': '2' } }, { status: 503 });
    const said: string[] = [];
    await download({ onWait: (sentence) => said.push(sentence) });
    expect(await isWhole()).toBe(true);
    expect(said).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\d+ asks to wait: trying again in 2 s$/),
      expect.stringMatching(/ answers 503: trying again in 2 s$/),
    ]);
  });

  it('throws away what has another hash, and says so', async () => {
    hub.fail('cdn:', { corrupt: true });
    await expect(download()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(
        /^model\.safetensors came with other bytes than it should have .* thrown away: try again,/,
      ) as string,
    });
    expect(existsSync(target)).toBe(false);
    expect(existsSync(`${target}.partial`)).toBe(false);
  });

  it('takes no more than it should', async () => {
    hub.fail('cdn:', { extra: 1000, ignoreRange: true });
    await expect(download()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('is longer than the 200000 bytes') as string,
    });
    expect(existsSync(target)).toBe(false);
  });

  it('gives up where nothing more comes, keeps what came, and says how to go on', async () => {
    hub.fail('cdn:', { dieAfter: 50_000 }, ...Array.from({ length: 6 }, () => ({ dieAfter: 0 })));
    await expect(download()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(
        /^The download of model\.safetensors broke off after 50000 of 200000 bytes \(.+\): add the model again, and it goes on from there\.$/,
      ) as string,
    });
    expect((await stat(`${target}.partial`)).size).toBe(50_000);
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges().at(-1)).toBe('bytes=50000-');
  });

  it('can be cancelled while bytes come, and keeps them', async () => {
    hub.fail('cdn:', { slow: 5 });
    const controller = new AbortController();
    let bytes = 0;
    const onBytes = (count: number): void => {
      bytes += count;
      if (bytes > 5000) controller.abort();
    };
    await expect(download({ signal: controller.signal, onBytes })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await stat(`${target}.partial`)).size).toBe(bytes);
    expect(existsSync(target)).toBe(false);
  });

  it('can be cancelled while it waits', async () => {
    hub.fail('hub:', { status: 429, headers: { 'retry-after': '60' } });
    const controller = new AbortController();
    const waiting = download({
      signal: controller.signal,
      secondMilliseconds: 1000,
      onWait: () => controller.abort(),
    });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says that the disk is full, and goes on when it is not', async () => {
    let room = 30_000;
    const openPartial: DownloadOptions['openPartial'] = async (path) => {
      const { open } = await import('node:fs/promises');
      const file = await open(path, 'a');
      return {
        appendFile: async (bytes) => {
          room -= bytes.length;
          if (room < 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          await file.appendFile(bytes);
        },
        truncate: (bytes) => file.truncate(bytes),
        sync: () => file.sync(),
        close: () => file.close(),
      };
    };
    hub.fail('cdn:', { slow: 0 });
    await expect(download({ openPartial })).rejects.toMatchObject({
      code: 'fileSystem',
      message: expect.stringMatching(/because the disk is full: free some space/) as string,
    });
    const { size } = await stat(`${target}.partial`);
    expect(size).toBeGreaterThan(0);
    await download();
    expect(await isWhole()).toBe(true);
    expect(ranges().at(-1)).toBe(`bytes=${size}-`);
  });
});
