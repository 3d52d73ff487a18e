import { describe, expect, it } from 'vitest';
import { type TinyModel, tinyFolder } from '../models/testing/tinyModel';
import { loadModel, type LoadedModel } from './loadModel';

const options = { providers: ['cpu'], threads: 1 };
const quiet = () => undefined;

/** Counts the runs of each graph that `work` takes. */
async function runsOf(name: TinyModel, work: (model: LoadedModel) => Promise<unknown>) {
  const runs: string[] = [];
  const counted = { ...options, onRun: (graph: string) => runs.push(graph) };
  const model = await loadModel(tinyFolder(name), 'fp32', counted, quiet);
  expect(new Set(runs)).toEqual(new Set(['embedTokens', 'encoder', 'decoder', 'distiller']));
  runs.length = 0;
  await work(model);
  await model.dispose();
  return (graph: string) => runs.filter((run) => run === graph).length;
}

describe('a T5 whose decoder reads the query', () => {
  // 4 heads of width 12, keys and values of 3 layers, 4 bytes.
  const bytesOfPosition = 4 * 12 * 2 * 3 * 4;

  it('runs the encoder once for a prefix, whatever is asked behind it, and not at all zero-shot', async () => {
    const count = await runsOf('tiny-t5', async ({ target, prefixes }) => {
      const prefix = await prefixes.ofTokens([20, 21, 22]);
      for (const query of [[5], [6, 7], [8]]) {
        await target.score(prefix, query, [[1], [2, 3]]);
        await target.score(target.empty, query, [[1], [2, 3]]);
        await target.extend((await target.extend(prefix, query)).prefix, [1]);
      }
    });
    expect(count('encoder')).toBe(1);
    // Two for each answer: the query, then all longer options together, or one step further.
    expect(count('decoder')).toBe(3 * (2 + 2 + 2));
  });

  it('counts neither the end token nor the start token, and knows what a prefix holds', async () => {
    const model = await loadModel(tinyFolder('tiny-t5'), 'fp32', options, quiet);
    const { target } = model;
    expect([target.empty.length, target.empty.bytes]).toEqual([0, bytesOfPosition]);
    const prefix = await target.prefillTokens([1, 2, 3]);
    expect([prefix.length, prefix.bytes]).toEqual([3, 4 * bytesOfPosition]);
    const extended = (await target.extend(prefix, [5, 6])).prefix;
    expect([extended.length, extended.bytes]).toEqual([5, 7 * bytesOfPosition]);
    await expect(target.score({ length: 1, bytes: 0 }, [1], [])).rejects.toThrow(/another target LM/);
    await model.dispose();
  });
});

describe('a T5 whose encoder reads the query', () => {
  it('runs the encoder for every query, and for no decoding step', async () => {
    const count = await runsOf('tiny-t5-encoder', async ({ target, prefixes }) => {
      const prefix = await prefixes.ofTokens([20, 21, 22]);
      await target.score(prefix, [5], [[1], [2, 3]]);
      await target.score(target.empty, [5, 6], [[1]]);
      let state = await target.extend(prefix, [5, 6]);
      for (const token of [7, 8]) state = await target.extend(state.prefix, [token]);
      expect(state.prefix.length).toBe(3 + 2 + 2);
    });
    expect(count('encoder')).toBe(3);
    expect(count('decoder')).toBe(2 + 1 + 3);
  });

  it('reads a prefix and a query as one text', async () => {
    const model = await loadModel(tinyFolder('tiny-t5-encoder'), 'fp32', options, quiet);
    const { target } = model;
    const split = await target.score(await target.prefillTokens([20, 21]), [5, 6], []);
    expect(split.next).toEqual((await target.score(target.empty, [20, 21, 5, 6], [])).next);
    // Embeddings of two tokens, 32 wide, 4 bytes.
    expect((await target.prefillTokens([20, 21])).bytes).toBe(2 * 32 * 4);
    await model.dispose();
  });
});
