import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../shared/errors';
import { inWords } from '../../shared/sentence';
import { EngineClient } from '../client';
import type { Engine } from '../methods';
import { bundleForFork } from '../testing/bundle';
import { removeTemporary } from '../testing/temporary';
import { noConnection } from './checks';
import { inWordsAll, selfTestLines, selfTestReport } from './report';
import { selfTest, type SelfTestResult } from './selfTest';

const embedded = { folder: resolve('models/mend-gpt2-mini') };
const context = { signal: new AbortController().signal, progress: () => undefined };
const leftovers = async (): Promise<readonly string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('mend-self-test-'));
const failed = (result: SelfTestResult) => inWordsAll(result).steps.filter(({ ok }) => !ok);

let client: EngineClient;
beforeAll(async () => {
  const workerPath = await bundleForFork('../worker.ts');
  const env = { ...process.env, NODE_PATH: resolve('node_modules'), MEND_PROVIDER: 'cpu', MEND_THREADS: '1' };
  client = new EngineClient({ workerPath, env });
});
afterAll(async () => {
  await client.dispose();
  await removeTemporary();
});

/** The real engine with some of its methods replaced. */
const changed = (changes: Partial<Engine>): Engine => ({
  load: client.load,
  status: client.status,
  networkUse: client.networkUse,
  countTokens: client.countTokens,
  compress: client.compress,
  survival: client.survival,
  inspect: client.inspect,
  nearestTokens: client.nearestTokens,
  predict: client.predict,
  evaluate: client.evaluate,
  answerQueries: client.answerQueries,
  summarize: client.summarize,
  breakEven: client.breakEven,
  challenge: client.challenge,
  ...changes,
});

describe('the self-test on the embedded model', () => {
  it('passes every check in a forked engine, and leaves nothing behind', async () => {
    const result = await selfTest(client, embedded, context);
    expect(failed(result)).toEqual([]);
    expect(result.ok).toBe(true);
    expect(result.steps).toHaveLength(9);
    expect(await leftovers()).toEqual([]);
    expect(selfTestLines(result).join('\n')).toContain('0 sockets, 0 name look-ups and 0 processes begun');
    const report = selfTestReport(result, [['MEND', '1.2.3']]);
    expect(report).toContain('**Passed**: all 9 checks');
    expect(report).toContain('- MEND: 1.2.3');
  }, 60_000);

  it('fails where the engine began a connection', async () => {
    const use = { sockets: 1, lookups: 1, processes: 0 };
    const result = await selfTest(changed({ networkUse: async () => use }), embedded, context);
    expect(failed(result)).toMatchObject([{ claim: 'No connection was opened' }]);
    expect(failed(result)[0]?.detail).toContain('1 sockets, 1 name look-ups');
    expect(await leftovers()).toEqual([]);
  }, 60_000);

  it('fails where the vectors carry nothing, though everything runs', async () => {
    const shuffled = changed({
      predict: async (params, call) => {
        const result = await client.predict(params, call);
        const { distilled } = result.arms;
        return {
          ...result,
          arms: { ...result.arms, ...(distilled && { distilled: { ...distilled, prediction: 'blue' } }) },
        };
      },
    });
    const result = await selfTest(shuffled, embedded, context);
    expect(failed(result)).toMatchObject([{ claim: 'The vectors carry the demonstrations' }]);
    expect(failed(result)[0]?.detail).toMatch(/^With vectors 3 of 6 answers are right/);
  }, 60_000);

  it('tells an engine that does not load by its own sentence, and tries no more', async () => {
    const broken = changed({ load: () => Promise.reject(new UserError('provider', 'It cannot be loaded.')) });
    const result = await selfTest(broken, embedded, context);
    expect(result.ok).toBe(false);
    expect(result.steps.at(-1)).toMatchObject({ ok: false, detail: 'It cannot be loaded.' });
    expect(selfTestReport(result, [])).toContain('**Failed** at “The engine loads it”');
    expect(await leftovers()).toEqual([]);
  });

  it('fails for a model that is not there', async () => {
    const result = await selfTest(client, { folder: '/no/such/model' }, context);
    expect(failed(result)).toMatchObject([{ claim: 'The embedded model is intact' }]);
  });

  it('ends with a cancel, and leaves nothing behind', async () => {
    const controller = new AbortController();
    const stop = changed({
      compress: (params, call) => {
        controller.abort();
        return client.compress(params, call);
      },
    });
    const call = selfTest(stop, embedded, { ...context, signal: controller.signal });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(await leftovers()).toEqual([]);
  }, 60_000);
});

describe('noConnection', () => {
  const none = { sockets: 0, lookups: 0, processes: 0 };

  it('says what it cannot see', () => {
    expect(inWords(noConnection(none).detail)).toContain('does not list the sockets of native code');
    expect(inWords(noConnection({ ...none, kernel: { sockets: 0, samples: 7 } }).detail)).toContain(
      '7 looks',
    );
  });

  it.each([
    { ...none, sockets: 1 },
    { ...none, lookups: 1 },
    { ...none, processes: 1 },
    { ...none, kernel: { sockets: 1, samples: 1 } },
  ])('fails for %j', (use) => {
    expect(() => noConnection(use)).toThrow('please report this');
  });
});
