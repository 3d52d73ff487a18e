import { describe, expect, it } from 'vitest';
import { generate } from './generate';
import { seededRandom } from './random';
import { sampleToken } from './sample';
import { characters, fakeLm } from './testing/fakeLm';

const code = (character: string): number => character.codePointAt(0) ?? 0;
/** Logits that make one character certain, or nearly so. */
const certain = (character: string): number[] => {
  const logits = new Array<number>(128).fill(0);
  logits[code(character)] = 50;
  return logits;
};
/** Says `text`, one character after another, after a query ending in `:`. */
const saying = (text: string) =>
  fakeLm((read) => certain(text[read.length - 1 - read.lastIndexOf(code(':'))] ?? '?'));
const query = characters.tokenizer.encode('q:');

describe('generate', () => {
  it('stops at outputSuffix and gives the text before it', async () => {
    const lm = saying(' yes. no');
    const { text, ids, next } = await generate(lm, lm.empty, query, characters);
    expect(text).toBe('yes');
    expect(characters.tokenizer.decode(ids)).toBe(' yes.');
    expect(next[code(' ')]).toBe(50);
    // One run for the query, one for each token but the last.
    expect(lm.runs).toHaveLength(5);
  });

  it('stops at maxTokens without a run for a token nobody reads', async () => {
    const lm = saying('abcdefgh');
    expect((await generate(lm, lm.empty, query, characters, { maxTokens: 3 })).text).toBe('abc');
    expect(lm.runs).toHaveLength(3);
  });

  it('stops at the end of the window', async () => {
    const lm = fakeLm(() => certain('a'), 6);
    expect((await generate(lm, lm.empty, query, characters)).text).toBe('aaaa');
  });

  it('takes outputPrefix off, and does not take a suffix inside the prefix for the end', async () => {
    const codec = {
      ...characters,
      template: { ...characters.template, outputPrefix: '\nA: ', outputSuffix: '\n' },
    };
    const answering = fakeLm((read) => certain('\nA: no\nB'[read.length - 2] ?? '?'));
    expect((await generate(answering, answering.empty, query, codec)).text).toBe('no');
  });

  it('stops at a special token that is the suffix, and shows none', async () => {
    // A tokenizer spells special tokens out; here `<`, `>` and `$` are some.
    const codec = {
      ...characters,
      template: { ...characters.template, outputSuffix: '$' },
      special: new Set(['<', '>', '$'].map(code)),
    };
    const lm = saying('<y>es$ no');
    const { text, ids } = await generate(lm, lm.empty, query, codec);
    expect(text).toBe('yes');
    expect(ids).toHaveLength(6);
    expect((await generate(lm, lm.empty, query, codec, { maxTokens: 3 })).text).toBe('y');
  });

  it('gives equal texts for equal seeds and others for others', async () => {
    const lm = fakeLm(() => new Array<number>(100).fill(0));
    const say = async (seed: number) =>
      (await generate(lm, lm.empty, query, characters, { temperature: 1, seed, maxTokens: 12 })).ids;
    expect(await say(1)).toEqual(await say(1));
    expect(await say(1)).not.toEqual(await say(2));
  });

  it('can be cancelled between tokens', async () => {
    const controller = new AbortController();
    const lm = fakeLm((read) => {
      if (read.length === 4) controller.abort();
      return certain('a');
    });
    await expect(generate(lm, lm.empty, query, characters, {}, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(lm.runs).toHaveLength(3);
  });

  it.each([
    [{ temperature: -1 }, /temperature/],
    [{ temperature: Number.NaN }, /temperature/],
    [{ topK: 0 }, /topK/],
    [{ topP: 0 }, /topP/],
    [{ topP: 1.5 }, /topP/],
    [{ seed: 0.5 }, /seed/],
    [{ maxTokens: 0 }, /maxTokens/],
  ])('refuses %o', async (generation, message) => {
    const lm = saying('a');
    await expect(generate(lm, lm.empty, query, characters, generation)).rejects.toThrow(message);
  });
});

describe('sampleToken', () => {
  const logits = Float32Array.from([0.5, 0.3, 0.15, 0.05], Math.log);
  const drawing = (value: number, sampling: { topK?: number; topP?: number; temperature?: number }) =>
    sampleToken(logits, { temperature: 1, ...sampling }, () => value);

  it('draws in proportion', () => {
    expect([0, 0.49, 0.51, 0.79, 0.81, 0.96].map((value) => drawing(value, {}))).toEqual([0, 0, 1, 1, 2, 3]);
  });

  it('keeps the k most probable', () => {
    // 0.5 and 0.3 of 0.8: the border is at 0.625.
    expect([0.62, 0.63, 0.999].map((value) => drawing(value, { topK: 2 }))).toEqual([0, 1, 1]);
  });

  it('keeps the fewest whose probability reaches p', () => {
    expect(drawing(0.999, { topP: 0.5 })).toBe(0);
    expect(drawing(0.999, { topP: 0.51 })).toBe(1);
    expect(drawing(0.999, { topP: 0.81 })).toBe(2);
    // Of the two kept by topK, the first has 0.625.
    expect(drawing(0.999, { topK: 2, topP: 0.6 })).toBe(0);
  });

  it('sharpens when cold and flattens when hot', () => {
    // At temperature 0.5 the probabilities are squared: 0.25 of 0.365.
    expect([0.68, 0.69].map((value) => drawing(value, { temperature: 0.5 }))).toEqual([0, 1]);
    expect(sampleToken(logits, { temperature: 0 }, () => 0.999)).toBe(0);
  });
});

describe('seededRandom', () => {
  it('is uniform enough and within [0, 1)', () => {
    const random = seededRandom(7);
    const values = Array.from({ length: 10_000 }, random);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = values.filter((value) => Math.floor(value * 10) === tenth).length;
      expect(Math.abs(count - 1000)).toBeLessThan(120);
    }
  });
});
