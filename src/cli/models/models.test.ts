import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goodToken, type HubServer, startHub } from '../../models/testing/hubServer';
import { modelFiles } from '../../models/testing/modelFiles';
import { tinyModelFolder } from '../../models/testing/tinyModel';
import { verifyModel } from '../../models/verifyModel';
import type { Surroundings } from '../command';
import { run } from '../run';
import { type Fake, fakeSurroundings } from '../testing/fakeSurroundings';

let cwd: string;
let store: string;
let embedded: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mend-cli-models-'));
  [store, embedded] = [join(cwd, 'store'), join(cwd, 'embedded')];
});
afterEach(() => rm(cwd, { recursive: true }));

/** Runs `mend models …` with a store of its own; what it wrote, and what it asked. */
async function mend(args: readonly string[], changes: Partial<Surroundings['adding']> = {}) {
  const fake: Fake = fakeSurroundings(cwd, {}, { modelFolders: [store, embedded] });
  const adding = { ...fake.surroundings.adding, embedded, ...changes };
  const code = await run(['models', ...args], { ...fake.surroundings, adding });
  return { code, stdout: fake.stdout(), stderr: fake.stderr() };
}
const json = (text: string): unknown => JSON.parse(text) as unknown;

describe('models add', () => {
  it('says what comes, asks, and adds it from a folder', async () => {
    const asked: string[] = [];
    const ask = (question: string): Promise<boolean> => Promise.resolve(asked.push(question) > 0);
    const { code, stdout, stderr } = await mend(['add', tinyModelFolder], { ask });
    expect([code, asked]).toEqual([0, ['Add it?']]);
    expect(stderr).toMatch(
      /^Tiny GPT-2 \(random weights\) \(tiny-gpt2\)\n {2}from {5}\S+tiny-gpt2\n {2}to {7}\S+store\n {2}size {5}[\d.]+ kB; [\d.]+ \wB free\n {2}licence {2}weights \S+, code Apache-2\.0\n$/,
    );
    expect(stdout).toBe(`tiny-gpt2 was added.\n${join(store, 'tiny-gpt2')}\n`);
    await verifyModel(join(store, 'tiny-gpt2'));
  });

  it('adds nothing after a no, and nothing where nobody can be asked', async () => {
    const no = await mend(['add', tinyModelFolder], { ask: () => Promise.resolve(false) });
    expect([no.code, no.stderr.split('\n').at(-2)]).toEqual([1, 'Nothing was changed.']);
    const nobody = await mend(['add', tinyModelFolder]);
    expect(nobody.code).toBe(1);
    expect(nobody.stderr).toMatch(/there is no terminal to ask in: add --yes\.\n$/);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('adds to another folder, relative to where it runs', async () => {
    const { code, stdout } = await mend(['add', tinyModelFolder, '--to', 'big', '--yes', '--json']);
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ id: 'tiny-gpt2', folder: join(cwd, 'big', 'tiny-gpt2') });
  });

  it('does not add what is there under the same name', async () => {
    await cp(tinyModelFolder, join(embedded, 'x'), { recursive: true });
    const { code, stderr } = await mend(['add', tinyModelFolder, '--yes']);
    expect([code, stderr]).toEqual([
      1,
      `There is a model tiny-gpt2 already, in ${join(embedded, 'x')}: remove it first.\n`,
    ]);
  });

  it('says that a path is missing, and does not look for it on the hub', async () => {
    for (const path of ['./no', '~/no such', 'no.zip', '/no/where']) {
      const { code, stderr } = await mend(['add', path, '--yes']);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/ does not exist: name a folder, an archive, or a repository on the hub\.\n$/),
      ]);
    }
    expect((await mend(['add', 'a/b/c', '--yes'])).stderr).toMatch(
      /^"a\/b\/c" is not the name of a repository/,
    );
  });
});

describe('models add from the hub', () => {
  let hub: HubServer;
  beforeEach(async () => {
    hub = await startHub({
      'me/tiny': { files: await modelFiles(), card: { license: 'mit' }, private: true },
    });
  });
  afterEach(() => hub.close());
  const add = (env: NodeJS.ProcessEnv) =>
    mend(['add', 'me/tiny', '--yes'], {
      env: { HF_ENDPOINT: hub.endpoint, ...env },
      fetch: () => Promise.resolve(fetch),
    });

  it('takes the address and the token from the environment', async () => {
    const { code, stderr } = await add({ HF_TOKEN: goodToken });
    expect(code).toBe(0);
    expect(stderr).toMatch(/from {5}me\/tiny \(01234567\) on 127\.0\.0\.1:\d+\n/);
    expect(stderr).toMatch(/; its repository says mit\n/);
    await verifyModel(join(store, 'tiny-gpt2'));
  });

  it('fails in one sentence without the token, and never repeats one', async () => {
    const without = await add({});
    expect([without.code, without.stderr]).toEqual([
      1,
      expect.stringMatching(/^There is no repository me\/tiny on [^\n]+ set HF_TOKEN if it is private\.\n$/),
    ]);
    const wrong = await add({ HF_TOKEN: 'hf_wrongTokenOfNobody' });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).not.toContain('hf_wrong');
  });
});

describe('models remove', () => {
  beforeEach(async () => {
    for (const folder of [join(store, 'tiny-gpt2'), join(embedded, 'mini')])
      await cp(tinyModelFolder, folder, { recursive: true });
  });

  it('asks, and removes what was added', async () => {
    const folder = join(store, 'tiny-gpt2');
    const kept = await mend(['remove', folder], { ask: () => Promise.resolve(false) });
    expect(kept.stderr).toContain('Nothing was changed.');
    const { code, stdout } = await mend(['remove', folder, '--yes']);
    expect([code, stdout]).toEqual([0, `${folder} was removed.\n`]);
    expect(await readdir(store)).toEqual([]);
  });

  it('never removes an embedded one', async () => {
    const { code, stderr } = await mend(['remove', join(embedded, 'mini'), '--yes']);
    expect([code, stderr.split('\n').at(-2)]).toEqual([
      1,
      'Tiny GPT-2 (random weights) is part of the program and stays: choose a model that you added.',
    ]);
    expect(await readdir(embedded)).toEqual(['mini']);
  });

  it('says what there is, or that a name is not enough', async () => {
    expect((await mend(['remove', 'no', '--yes'])).stderr).toMatch(
      /^There is no model "no" \(found: tiny-gpt2, tiny-gpt2\): name another one\.\n$/,
    );
    expect((await mend(['remove', 'tiny-gpt2', '--yes'])).stderr).toMatch(
      /^There are several models tiny-gpt2, in .* and .*: name the folder\.\n$/,
    );
  });
});

describe('models disk', () => {
  it('measures, and discards what is not whole', async () => {
    await cp(tinyModelFolder, join(store, 'tiny-gpt2'), { recursive: true });
    const left = join(store, '.incomplete', 'me--big@0123');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'x.partial'), Buffer.alloc(5000));
    const { stdout } = await mend(['disk']);
    expect(stdout).toMatch(
      /^tiny-gpt2 +[\d.]+ kB +\S+\nme\/big@0123, incomplete +5 kB .*\nall +[\d.]+ kB\nfree +[\d.]+ \wB +\S+store\n$/,
    );
    expect(json((await mend(['disk', '--json'])).stdout)).toMatchObject({
      models: [{ id: 'tiny-gpt2' }],
      incomplete: [{ folder: left, bytes: 5000 }],
    });
    expect((await mend(['disk', '--discard'])).stdout).not.toContain('incomplete');
    expect(await readdir(store)).toEqual(['tiny-gpt2']);
  });
});

describe('models known', () => {
  it('lists the catalogue', async () => {
    const { stdout } = await mend(['known']);
    expect(stdout).toContain('openai-community/gpt2-xl: 1.56 G parameters');
    expect(stdout).toContain('run mend-train convert google/flan-t5-base');
    expect(json((await mend(['known', '--json'])).stdout)).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ id: 'mend-gpt2-mini' })]) as unknown,
    });
  });
});
