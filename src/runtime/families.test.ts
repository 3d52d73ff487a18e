import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../mend/generate';
import type { GraphName } from '../models/manifest';
import { readManifest } from '../models/readManifest';
import { tinyFolder, tinyModels } from '../models/testing/tinyModel';
import { openTarget } from './families';
import type { LoadedTarget } from './loadedTarget';
import type { Tensor } from './onnxruntime';
import { openSession, type Session } from './session';
import { loadTokenizer } from './tokenizer';

/** What sessions gave of the outputs that may stay on a device, and was not given back. */
const alive = new Set<Tensor>();
/** What was given back: nothing may read it any more. */
const freed = new WeakSet<Tensor>();

/** A session on the CPU that counts like one on a device, and says it was on a GPU. */
async function counted(
  folder: string,
  path: string,
  graph: GraphName,
  kept: readonly string[] = [],
): Promise<Session> {
  const session = await openSession(graph, join(folder, path), { provider: 'cpu', threads: 1 });
  return {
    ...session,
    onGpu: true,
    async run(feeds, outputs, signal) {
      expect(feeds['logits_index']?.dims[1]).not.toBe(0);
      expect(Object.keys(feeds).filter((input) => freed.has(feeds[input]!))).toEqual([]);
      const output = await session.run(feeds, outputs, signal);
      for (const name of outputs) if (kept.includes(name)) alive.add(output(name));
      return output;
    },
    free: (outputs) => {
      for (const tensor of outputs) {
        alive.delete(tensor);
        freed.add(tensor);
      }
    },
  };
}

describe.each(tinyModels)('on a device: %s', (name) => {
  const folder = tinyFolder(name);
  const sessions: Session[] = [];
  let target: LoadedTarget;
  /** What the empty prefix holds, for as long as the model is loaded. */
  let empty = 0;
  beforeAll(async () => {
    alive.clear();
    const manifest = await readManifest(folder);
    const graphs: { readonly [G in GraphName]?: string } = manifest.dtypes.fp32 ?? {};
    target = await openTarget(manifest, async (graph, kept) => {
      const session = await counted(folder, graphs[graph] ?? '', graph, kept);
      sessions.push(session);
      return session;
    });
    empty = alive.size;
  });
  afterAll(() => Promise.all(sessions.map((session) => session.dispose())));

  it('gives back all that a query made, and all of a prefix that is released', async () => {
    const prefix = await target.prefillTokens([20, 21, 22]);
    const held = alive.size;
    await target.score(prefix, [5, 6], [[1], [2, 3]]);
    await target.score(prefix, [5, 6], [[1]]);
    await target.score(target.empty, [5, 6], [[1], [2, 3]]);
    expect(alive.size).toBe(held);
    const extended = await target.extend(prefix, [5, 6]);
    expect(alive.size).toBeGreaterThan(held);
    extended.prefix.release?.();
    expect(alive.size).toBe(held);
    prefix.release?.();
    expect(alive.size).toBe(empty);
  });

  it('holds one state while it generates, and none afterwards', async () => {
    const tokenizer = await loadTokenizer(folder);
    const { template } = await readManifest(folder);
    const codec = { tokenizer, template: { ...template, outputSuffix: '' }, special: tokenizer.special };
    const prefix = await target.prefillTokens([20, 21, 22]);
    const held = alive.size;
    let most = 0;
    const watched: LoadedTarget = {
      contextTokens: target.contextTokens,
      oneText: target.oneText,
      empty: target.empty,
      embeddings: (ids) => target.embeddings(ids),
      prefillTokens: (ids) => target.prefillTokens(ids),
      prefillVectors: (vectors) => target.prefillVectors(vectors),
      score: (...all) => target.score(...all),
      extend: async (...all) => {
        const extended = await target.extend(...all);
        most = Math.max(most, alive.size - held);
        return extended;
      },
    };
    await generate(watched, prefix, [5, 6], codec, { maxTokens: 1 });
    const one = most;
    const { ids } = await generate(watched, prefix, [5, 6], codec, { maxTokens: 6 });
    expect(ids).toHaveLength(6);
    // The state before a step and the one after it.
    expect(most).toBeLessThanOrEqual(2 * one);
    expect(alive.size).toBe(held);
    prefix.release?.();
    expect(alive.size).toBe(empty);
  });
});
