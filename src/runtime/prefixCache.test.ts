import { describe, expect, it } from 'vitest';
import { fakeLm } from '../mend/testing/fakeLm';
import type { Prefix, TargetLM } from '../mend/targetLm';
import { PrefixCache } from './prefixCache';

/** A target LM that counts what it reads; prefixes take 10 bytes a position. */
function counting() {
  const built: string[] = [];
  const prefix = (length: number): Prefix => ({ length, bytes: length * 10 });
  const target: TargetLM = {
    ...fakeLm(() => [0]),
    prefillTokens: async (ids) => (built.push(`tokens ${ids.join()}`), prefix(ids.length)),
    prefillVectors: async ({ data, count }) => (built.push(`vectors ${data.join()}`), prefix(count)),
  };
  return { target, built };
}

describe('PrefixCache', () => {
  it('builds a prefix once, whoever asks', async () => {
    const { target, built } = counting();
    const cache = new PrefixCache(target);
    const [first, second] = await Promise.all([cache.ofTokens([1, 2]), cache.ofTokens([1, 2])]);
    expect(await cache.ofTokens([1, 2])).toBe(first);
    expect(second).toBe(first);
    expect(built).toEqual(['tokens 1,2']);
  });

  it('tells contents apart, also from tokens with the same bytes and from another shape', async () => {
    const { target, built } = counting();
    const cache = new PrefixCache(target);
    const data = new Float32Array(Uint32Array.of(1, 2).buffer);
    await cache.ofTokens([1, 2]);
    await cache.ofTokens([2, 1]);
    await cache.ofVectors({ data, count: 2, width: 1 });
    await cache.ofVectors({ data, count: 1, width: 2 });
    await cache.ofVectors({ data: data.slice(), count: 1, width: 2 });
    expect(built).toHaveLength(4);
  });

  it('looks at the rows given only, not at the whole buffer behind them', async () => {
    const { target, built } = counting();
    const cache = new PrefixCache(target);
    const rows = (from: number) => Float32Array.of(1, 2, 3, 4).subarray(from, from + 2);
    await cache.ofVectors({ data: rows(0), count: 2, width: 1 });
    await cache.ofVectors({ data: rows(2), count: 2, width: 1 });
    expect(built).toEqual(['vectors 1,2', 'vectors 3,4']);
  });

  it('keeps within its bytes, dropping what was used least recently', async () => {
    const { target, built } = counting();
    const cache = new PrefixCache(target, 50);
    await cache.ofTokens([1, 1]);
    await cache.ofTokens([2, 2]);
    await cache.ofTokens([1, 1]);
    await cache.ofTokens([3, 3]);
    expect(cache.bytes).toBe(40);
    await cache.ofTokens([1, 1]);
    expect(built).toHaveLength(3);
    await cache.ofTokens([2, 2]);
    expect(built).toHaveLength(4);
  });

  it('gives a prefix too large to keep, and keeps none of it', async () => {
    const cache = new PrefixCache(counting().target, 50);
    expect((await cache.ofTokens([1, 2, 3, 4, 5, 6])).length).toBe(6);
    expect(cache.bytes).toBe(0);
  });

  it('reads what stands behind the longest beginning in common with tokens that it kept', async () => {
    const { target, built } = counting();
    const causal: TargetLM = {
      ...target,
      cut: (prefix, length) => (built.push(`cut ${prefix.length} to ${length}`), { length, bytes: 0 }),
      extend: async ({ length }, ids) => {
        built.push(`extend ${ids.join()}`);
        return { prefix: { length: length + ids.length, bytes: 10 }, next: new Float32Array(1) };
      },
    };
    const cache = new PrefixCache(causal);
    await cache.ofVectors({ data: Float32Array.of(1, 2), count: 2, width: 1 });
    await cache.ofTokens([1, 2, 3, 4]);
    await cache.ofTokens([1, 9]);
    built.length = 0;
    expect((await cache.ofTokens([1, 2, 3, 5, 6])).length).toBe(5);
    expect(built).toEqual(['cut 4 to 3', 'extend 5,6']);
    expect((await cache.readTokens([1, 2])).length).toBe(2);
    expect(built.slice(2)).toEqual(['cut 4 to 2']);
    await cache.readTokens([7, 1]);
    expect(built.slice(3)).toEqual(['tokens 7,1']);
    // What was only read is not kept.
    await cache.ofTokens([7, 1]);
    expect(built.slice(4)).toEqual(['tokens 7,1']);
  });

  it('reads everything where the target LM cannot cut, or not this prefix', async () => {
    const { target, built } = counting();
    for (const lm of [target, { ...target, cut: () => undefined }]) {
      built.length = 0;
      const cache = new PrefixCache(lm);
      await cache.ofTokens([1, 2, 3]);
      await cache.ofTokens([1, 2, 4]);
      expect(built).toEqual(['tokens 1,2,3', 'tokens 1,2,4']);
    }
  });

  it('tries again after a failure, also for one who waited on the call that failed', async () => {
    const { target, built } = counting();
    let failures = 1;
    const cache = new PrefixCache({
      ...target,
      prefillTokens: async (ids) => {
        await Promise.resolve();
        if (failures-- > 0) throw new Error('cancelled by its caller');
        return target.prefillTokens(ids);
      },
    });
    const [first, second] = await Promise.allSettled([cache.ofTokens([1]), cache.ofTokens([1])]);
    expect(first.status).toBe('rejected');
    expect(second.status).toBe('fulfilled');
    expect(built).toEqual(['tokens 1']);
  });

  it('gives the empty prefix for no tokens', async () => {
    const { target, built } = counting();
    expect(await new PrefixCache(target).ofTokens([])).toBe(target.empty);
    expect(built).toEqual([]);
  });

  it('frees what it dropped when it is swept, not before, and never what it keeps', async () => {
    const freed: number[] = [];
    const target: TargetLM = {
      ...fakeLm(() => [0]),
      prefillTokens: async ([first = 0]) => ({ length: 2, bytes: 20, release: () => void freed.push(first) }),
    };
    const cache = new PrefixCache(target, 30);
    await cache.ofTokens([1, 1]);
    await cache.ofTokens([2, 2]);
    expect(freed).toEqual([]);
    cache.sweep();
    expect(freed).toEqual([1]);
    cache.clear();
    cache.sweep();
    cache.sweep();
    expect(freed).toEqual([1, 2]);
  });
});
