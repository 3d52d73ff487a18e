import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packZip } from '../../models/testing/packArchive';
import { removeTemporary, temporaryFolder } from '../testing/temporary';
import { install, planInstall, remove } from '.';
import { type FeedOptions } from './feed';
import { cudaEnvironment, type CudaPlaces, installedFolder } from './installed';
import { type FeedServer, type ServedPackage, startFeed } from './testing/feedServer';

const id = 'Some.OnnxRuntime.Gpu';
const version = '1.30.0';
const packagePath = `/flat/${id.toLowerCase()}/${version}/${id.toLowerCase()}.${version}.nupkg`;
// What does not compress, so that a download of it can break off.
const library = randomBytes(200_000);
const files = [
  {
    name: 'libonnxruntime_providers_cuda.so',
    path: 'runtimes/linux-x64/native/libonnxruntime_providers_cuda.so',
  },
  { name: 'libonnxruntime_providers_shared.so', path: 'runtimes/linux-x64/native/shared.so' },
];
const nupkg = packZip([
  { path: 'Some.nuspec', contents: Buffer.from('<package/>') },
  { path: files[0]!.path, contents: library },
  { path: files[1]!.path, contents: Buffer.from('shared') },
]);

let places: CudaPlaces;
let feed: FeedServer;
const options: FeedOptions = { fetch, silenceMilliseconds: 2000 };
const quiet = (): void => undefined;

async function serve(but: Partial<ServedPackage> = {}): Promise<void> {
  await feed.close();
  feed = await startFeed({ id, version, bytes: nupkg, published: 'truth', ...but });
  await want({});
}

/** Writes what the build notes about the package. */
async function want(but: object): Promise<void> {
  const wanted = { package: id, sources: [{ index: feed.index, version }], files, ...but };
  await writeFile(join(places.native, 'providers.json'), JSON.stringify(wanted));
}

/** What is in the store. */
const stored = (): Promise<string[]> => readdir(places.store).catch(() => []);

async function installNow(
  report: (report: { message: string; fraction: number }) => void = quiet,
  signal?: AbortSignal,
) {
  const all = { ...options, signal };
  await install(await planInstall(places, all), places, all, report);
}

beforeEach(async () => {
  const folder = await temporaryFolder();
  places = { native: join(folder, 'native'), store: join(folder, 'storage', 'cuda') };
  await mkdir(places.native);
  await writeFile(join(places.native, 'libonnxruntime.so.1'), 'the runtime');
  await writeFile(join(places.native, 'onnxruntime_binding.node'), 'the binding');
  feed = await startFeed({ id, version, bytes: nupkg, published: 'truth' });
  await want({});
});
afterEach(() => feed.close());
afterAll(removeTemporary);

describe('installing CUDA support', () => {
  it('asks the feed, then brings the libraries and the runtime into one folder, which the engine is told of', async () => {
    const plan = await planInstall(places, options);
    expect(plan.found).toMatchObject({ bytes: nupkg.length, name: `${id} ${version}` });
    expect(plan.found.sha512).toBeTypeOf('string');
    expect(feed.requests).not.toContain(packagePath);
    expect(await stored()).toEqual([]);
    expect(cudaEnvironment(places)).toEqual({});

    const reports: { message: string; fraction: number }[] = [];
    await install(plan, places, options, (report) => reports.push(report));
    const folder = join(places.store, version);
    expect(installedFolder(places)).toBe(folder);
    expect(cudaEnvironment(places)).toEqual({ MEND_NATIVE: folder });
    expect((await readdir(folder)).sort()).toEqual([
      'installed.json',
      'libonnxruntime.so.1',
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
      'onnxruntime_binding.node',
    ]);
    expect(await readFile(join(folder, files[0]!.name))).toEqual(library);
    expect(await readFile(join(folder, 'libonnxruntime.so.1'), 'utf8')).toBe('the runtime');
    expect(JSON.parse(await readFile(join(folder, 'installed.json'), 'utf8'))).toMatchObject({
      verified: true,
    });
    expect(reports[0]?.message).toContain(`${id} ${version}: `);
    expect(reports.at(-1)).toEqual({ message: 'Unpacking the libraries', fraction: 1 });
    expect(await stored()).toEqual([version]);
  });

  it('says so where the feed publishes no hash, and learns the size elsewhere', async () => {
    await serve({ published: 'nothing' });
    const { found } = await planInstall(places, options);
    expect(found).toMatchObject({ sha512: undefined, bytes: nupkg.length });
    await installNow();
    const receipt = await readFile(join(places.store, version, 'installed.json'), 'utf8');
    expect(JSON.parse(receipt)).toMatchObject({ verified: false });
  });

  it('goes on without what the registration does not say', async () => {
    feed.faults.set(`/registration/${id.toLowerCase()}/${version}.json`, { status: 500 });
    expect((await planInstall(places, options)).found.sha512).toBeUndefined();
  });

  it('takes the next feed where one does not have the package', async () => {
    const other = await startFeed({ id: 'Other', version, bytes: nupkg, published: 'truth' });
    const sources = [other, feed].map(({ index }) => ({ index, version }));
    await want({ sources });
    await installNow();
    expect(installedFolder(places)).toBeDefined();
    await other.close();
  });

  it('removes what was installed for another version, or is not whole', async () => {
    for (const folder of ['1.29.0', version]) {
      await mkdir(join(places.store, folder), { recursive: true });
      await writeFile(join(places.store, folder, 'rest'), 'x');
    }
    await installNow();
    expect(await stored()).toEqual([version]);
    expect(await readdir(join(places.store, version))).not.toContain('rest');
  });

  it('is not taken for installed once a file is cut or missing', async () => {
    await installNow();
    const path = join(places.store, version, files[0]!.name);
    await truncate(path, 10);
    expect(cudaEnvironment(places)).toEqual({});
    await rm(path);
    expect(cudaEnvironment(places)).toEqual({});
    await installNow();
    expect(installedFolder(places)).toBeDefined();
  });

  it('is removed whole, and told how much that was', async () => {
    await installNow();
    expect(await remove(places)).toBeGreaterThan(library.length);
    expect(existsSync(places.store)).toBe(false);
    expect(cudaEnvironment(places)).toEqual({});
    expect(await remove(places)).toBe(0);
  });
});

describe('what cannot be installed', () => {
  /** It fails with a sentence, and leaves nothing. */
  async function fails(message: RegExp, code = 'network', signal?: AbortSignal): Promise<void> {
    const failure: unknown = await installNow(quiet, signal).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(await stored()).toEqual([]);
  }

  it('is nothing for a platform without provider libraries', async () => {
    await rm(join(places.native, 'providers.json'));
    await fails(/has no CUDA libraries for .*: they exist for linux-x64/, 'provider');
  });

  it('is what is there already', async () => {
    await installNow();
    await expect(planInstall(places, options)).rejects.toMatchObject({
      code: 'provider',
      message: expect.stringContaining('is installed already') as string,
    });
  });

  it('is what the disk has no room for', async () => {
    await expect(planInstall(places, options, async () => 1000)).rejects.toMatchObject({
      code: 'fileSystem',
      message: expect.stringMatching(/needs .* and .* has 1 kB left/) as string,
    });
  });

  it('is a package of another hash', async () => {
    await serve({ published: 'other hash' });
    await fails(/is not what 127\.0\.0\.1:\d+ published \(its SHA-512 differs\)/);
  });

  it.each([
    ['breaks off', { dieAfter: 1000 }, /broke off after \d+ (bytes|kB) of .*: try again/],
    ['ends early', { endAfter: 1000 }, /broke off after 1 kB of .* \(the connection ended\)/],
    ['says nothing any more', { stallAfter: 1000 }, /broke off after 1 kB .*nothing came for 2 s/],
    ['is refused', { status: 503 }, /answers 503 to the request for \/flat\//],
  ])('is a download that %s', async (_, fault, message) => {
    feed.faults.set(packagePath, fault);
    await fails(message);
  });

  it.each([
    ['/v3/index.json', { status: 500 }, /answers 500/],
    [`/flat/${id.toLowerCase()}/index.json`, { status: 404 }, /answers 404/],
  ])('is what the feed does not tell: %s', async (path, fault, message) => {
    feed.faults.set(path, fault);
    await fails(message);
  });

  it('is a version the feed does not have', async () => {
    await want({ sources: [{ index: feed.index, version: '9.9.9' }] });
    await fails(/has no Some\.OnnxRuntime\.Gpu 9\.9\.9/);
  });

  it('is what is no JSON, as a portal in between answers', async () => {
    feed.faults.set('/v3/index.json', { status: 200, body: '<html>' });
    await fails(/something that is not JSON/);
  });

  it('is a server that cannot be reached', async () => {
    await feed.close();
    await fails(/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/);
  });

  it('is a package without one of the libraries, or that is no archive', async () => {
    await want({ files: [...files, { name: 'x.so', path: 'runtimes/x.so' }] });
    await fails(/has no runtimes\/x\.so/);
    await serve({ bytes: Buffer.from('this is no archive'.repeat(10)) });
    await fails(/is damaged \(/);
    await serve({ bytes: nupkg.subarray(0, nupkg.length - 200) });
    await fails(/is damaged \(/);
  });

  it('is what is cancelled: before, while it comes, and while it is unpacked', async () => {
    await fails(/Cancelled|cancelled/, 'cancelled', AbortSignal.abort());
    for (const moment of [/kB of|bytes of/, /Unpacking/]) {
      const controller = new AbortController();
      const outcome: unknown = await installNow(
        ({ message }) => moment.test(message) && controller.abort(),
        controller.signal,
      ).catch((error: unknown) => error);
      expect(outcome).toMatchObject({ code: 'cancelled' });
      expect(await stored()).toEqual([]);
    }
  });

  it.skipIf(process.getuid?.() === 0)('is a folder that cannot be written', async () => {
    await mkdir(places.store, { recursive: true });
    await chmod(places.store, 0o500);
    await fails(/is read-only/, 'fileSystem');
  });

  it('is a store that is a file', async () => {
    await mkdir(join(places.store, '..'), { recursive: true });
    await writeFile(places.store, '');
    await expect(installNow()).rejects.toMatchObject({ code: 'fileSystem' });
  });
});
