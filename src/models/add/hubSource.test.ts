import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeError } from '../../shared/errorText';
import { commit, type FakeRepository, goodToken, type HubServer, startHub } from '../testing/hubServer';
import type { ModelSource } from './modelSource';
import { openHub } from './hubSource';

const large = randomBytes(5000);
const repository: FakeRepository = {
  files: {
    'config.json': Buffer.from('{"model_type":"gpt2"}'),
    'onnx/decoder model.onnx': large,
    'empty.txt': Buffer.of(),
    'a.txt': Buffer.from('a'),
    'b.txt': Buffer.from('b'),
  },
  card: { license: 'mit', base_model: ['me/base', 'me/other'] },
};
const fast = { secondMilliseconds: 1 };

let hub: HubServer;
beforeEach(async () => {
  hub = await startHub({ 'me/model': repository });
});
afterEach(() => hub.close());

interface Circumstances {
  readonly token?: string;
  readonly revision?: string;
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
  readonly silenceMilliseconds?: number;
}
const open = (name = 'me/model', { token, revision, fetch: own = fetch, ...patience }: Circumstances = {}) =>
  openHub({ endpoint: hub.endpoint, token, fetch: own }, { name, revision }, { ...fast, ...patience });

/** Opens a repository and fetches its large file, whose redirect is where tokens could be lost or leak. */
async function readLarge(source: Promise<ModelSource>): Promise<Uint8Array | undefined> {
  return (await source).readRange?.('onnx/decoder model.onnx', 1000, 2000);
}

describe('openHub', () => {
  it('lists what the repository holds at this moment, over all pages', async () => {
    const source = await open();
    expect(source).toMatchObject({
      reference: 'me/model',
      licence: 'mit',
      baseModel: 'me/base',
      resumes: true,
    });
    expect(source.label).toMatch(/^me\/model \(01234567\) on 127\.0\.0\.1:\d+$/);
    expect(source.staging).toBe(`me--model@${commit}`);
    expect(source.names).toEqual(Object.keys(repository.files));
    expect(await source.find('a.txt')).toMatchObject({ bytes: 1 });
    expect(await source.find('c.txt')).toBeUndefined();
    expect(hub.requests.filter(({ url }) => url.includes('/tree/'))).toHaveLength(3);
  });

  it('reads small files, and parts of large ones', async () => {
    const source = await open();
    expect(Buffer.from(await source.read('config.json')).toString()).toBe('{"model_type":"gpt2"}');
    expect(await source.read('empty.txt')).toHaveLength(0);
    expect(Buffer.from((await readLarge(open())) ?? [])).toEqual(large.subarray(1000, 3000));
  });

  it('reads again what came wrong or not at all', async () => {
    hub.fail('cdn:', { dieAfter: 100 }, { endAfter: 100 });
    expect(Buffer.from((await readLarge(open())) ?? [])).toEqual(large.subarray(1000, 3000));
    const source = await open();
    hub.fail('config.json', {}, { corrupt: true });
    await expect(source.read('config.json')).rejects.toMatchObject({ code: 'network' });
  });

  it('says so where a part cannot be read', async () => {
    hub.fail('cdn:', { ignoreRange: true });
    await expect(readLarge(open())).rejects.toThrow(
      /^The hub serves no parts of onnx\/decoder model\.onnx: /,
    );
  });

  it('follows a repository that was renamed', async () => {
    hub.repositories['org/new'] = { ...repository, formerly: 'old' };
    const source = await open('old');
    expect(source.reference).toBe('org/new');
    expect(await source.read('a.txt')).toHaveLength(1);
  });

  it('names the licence that is none of the usual ones', async () => {
    hub.repositories['me/other'] = { ...repository, card: { license: 'other', license_name: 'my-own' } };
    hub.repositories['me/none'] = { files: repository.files };
    expect((await open('me/other')).licence).toBe('my-own');
    expect(await open('me/none')).toMatchObject({ licence: undefined, baseModel: undefined });
  });

  it('reads a revision, and says which one is missing', async () => {
    expect((await open('me/model', { revision: commit })).names).toHaveLength(5);
    await expect(open('me/model', { revision: 'v9' })).rejects.toThrow('me/model on 127.0.0.1:');
    await expect(open('me/model', { revision: 'v9' })).rejects.toThrow(
      /has no revision v9: name another one/,
    );
  });
});

describe('the token', () => {
  it('goes to the hub and never to where it redirects to', async () => {
    hub.repositories['me/private'] = { ...repository, private: true, gated: true };
    await readLarge(open('me/private', { token: goodToken }));
    const [ownServer, others] = ['hub', 'cdn'].map((name) =>
      hub.requests.filter(({ server }) => server === name),
    );
    expect(ownServer?.length).toBeGreaterThan(3);
    expect(ownServer?.every(({ authorization }) => authorization === `Bearer ${goodToken}`)).toBe(true);
    expect(others?.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  it.each<[string, string, string | undefined, RegExp]>([
    [
      'a gated one',
      'me/gated',
      undefined,
      /^me\/gated is gated: accept its terms at http:.*\/me\/gated, set HF_TOKEN to a token of that account, and try again\.$/,
    ],
    [
      'a gated one of another account',
      'me/gated',
      'hf_other',
      /^me\/gated is gated, and the account of HF_TOKEN has no access: accept its terms at /,
    ],
    [
      'a private one',
      'me/private',
      undefined,
      /^There is no repository me\/private on .* check the name, and set HF_TOKEN if it is private\.$/,
    ],
    [
      'a private one of another account',
      'me/private',
      'hf_other',
      /^There is no repository me\/private .* check that HF_TOKEN may read it\.$/,
    ],
    ['none', 'me/none', undefined, /^There is no repository me\/none on /],
    [
      'one with a token that is none',
      'me/model',
      'nonsense',
      / refuses HF_TOKEN for me\/model: set a token that is valid /,
    ],
  ])('is asked for, for %s', async (_, name, token, sentence) => {
    hub.repositories['me/gated'] = { ...repository, gated: true };
    hub.repositories['me/private'] = { ...repository, private: true };
    const failure: unknown = await readLarge(open(name, token === undefined ? {} : { token })).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'network', message: expect.stringMatching(sentence) as string });
    if (token !== undefined) expect(describeError(failure)).not.toContain(token);
  });
});

describe('a hub in trouble', () => {
  it.each<[string, object, RegExp]>([
    [
      '429',
      { status: 429 },
      /has had too many requests from here: try again later, or set HF_TOKEN, which raises the limit\.$/,
    ],
    [
      '429 for an hour',
      { status: 429, headers: { 'retry-after': '3600' } },
      /too many requests from here: try again in 60 minutes/,
    ],
    [
      '500',
      { status: 500 },
      /is in trouble \(it answers 500\): try again later, and what has come is kept\.$/,
    ],
    [
      '418',
      { status: 418 },
      /answers 418 to the request for me\/model: check the name, and HF_ENDPOINT if you set it\.$/,
    ],
    [
      'a page of HTML',
      { status: 200, body: '<html>Sign in to the network</html>' },
      /does not answer as a hub does: check HF_ENDPOINT, /,
    ],
    ['other JSON', { status: 200, body: '{}' }, /does not answer as a hub does: /],
  ])('that answers %s', async (_, fault, sentence) => {
    hub.fail('/api/models', ...Array.from({ length: 5 }, () => fault));
    await expect(open()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(sentence) as string,
    });
  });

  it('that does not exist', async () => {
    await hub.close();
    await expect(open()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(
        /^127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\): check the network and the proxy settings, or add/,
      ) as string,
    });
  });

  it('that never answers', async () => {
    const silent: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      });
    await expect(open('me/model', { fetch: silent, silenceMilliseconds: 10 })).rejects.toThrow(
      /cannot be reached \(no answer\)/,
    );
  });

  it('is not asked again after a cancel', async () => {
    await expect(open('me/model', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(hub.requests).toEqual([]);
  });
});
