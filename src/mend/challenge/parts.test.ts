import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random';
import { characters, fakeLm } from '../testing/fakeLm';
import { cosine, meanRow, pool } from './embeddings';
import { randomVectors } from './randomVectors';
import { mostInformative, selfInformation } from './selfInformation';
import { thatFit, tokensOfEach } from './shots';

describe('thatFit', () => {
  it('takes whole ones while there is room, the first of all last', () => {
    // The second does not fit, a later and shorter one does.
    expect(thatFit([[1, 2], [3, 4, 5, 6], undefined, [7], [8]], 4)).toEqual([8, 7, 1, 2]);
    expect(thatFit([[1, 2]], 1)).toEqual([]);
  });

  it('takes demonstrations as they are read alone: cut, or not at all', () => {
    const limits = { demonstrationTokens: 100, exampleTokens: 6 };
    const each = tokensOfEach(characters, limits, [
      { input: 'ab', output: 'x' },
      { input: 'abcdefgh', output: 'x' },
      { input: 'a', output: 'too long' },
    ]);
    const text = (ids?: readonly number[]): string | undefined => ids && characters.tokenizer.decode(ids);
    expect(each.map(text)).toEqual(['ab:x.', 'abc:x.', undefined]);
  });
});

describe('pool', () => {
  it('takes means over equal stretches, the longer ones first', () => {
    // As torch.tensor_split: 5 rows in 2 are 3 and 2.
    expect([...pool(Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40, 6, 60), 2, 2)]).toEqual([2, 20, 5, 50]);
    expect([...pool(Float32Array.of(1, 2, 3, 4, 5, 6, 7), 1, 3)]).toEqual([2, 4.5, 6.5]);
  });

  it('leaves fewer tokens than stretches as they are', () => {
    const few = Float32Array.of(1, 2);
    expect(pool(few, 1, 3)).toBe(few);
  });
});

describe('likeness', () => {
  it('is the cosine, and none with nothing', () => {
    expect(cosine(Float32Array.of(3, 4), Float32Array.of(4, 3))).toBeCloseTo(24 / 25);
    expect(cosine(Float32Array.of(0, 0), Float32Array.of(1, 0))).toBe(0);
    expect([...meanRow(Float32Array.of(1, 2, 3, 4), 2)]).toEqual([2, 3]);
  });
});

describe('randomVectors', () => {
  const like = {
    data: Float32Array.from({ length: 4000 }, (_, at) => (at % 2 === 0 ? 1 : 5)),
    count: 400,
    width: 10,
  };

  it('has the mean and the spread of what it stands beside, and nothing of its content', () => {
    const { data, count, width } = randomVectors(like, seededRandom(1));
    expect([count, width, data.length]).toEqual([400, 10, 4000]);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const spread = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
    // Four standard errors of 4,000 values.
    expect(Math.abs(mean - 3)).toBeLessThan((4 * 2) / Math.sqrt(4000));
    expect(Math.abs(spread - 2)).toBeLessThan((4 * 2) / Math.sqrt(8000));
    // Normal, so that many lie between the two values that the other has.
    expect(data.filter((value) => Math.abs(value - 3) < 1).length / 4000).toBeCloseTo(0.383, 1);
  });

  it('is the same for the same seed', () => {
    const drawn = (seed: number) => randomVectors(like, seededRandom(seed)).data;
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

describe('compressed text', () => {
  /** Token 1 is likely after an even sum, token 0 after an odd one. */
  const logits = (read: readonly number[]): readonly number[] => {
    const odd = read.reduce((sum, id) => sum + id, 0) % 2 === 1;
    return odd ? [Math.log(0.9), Math.log(0.1)] : [Math.log(0.2), Math.log(0.8)];
  };

  it('knows how surprising each token is behind those before it, in stretches as in one go', async () => {
    const ids = Array.from({ length: 150 }, (_, at) => ((at * 7) % 3 === 0 ? 1 : 0));
    const information = await selfInformation(fakeLm(logits), ids);
    expect(information[0]).toBe(Infinity);
    expect(information).toHaveLength(150);
    for (let at = 1; at < ids.length; at++)
      expect(information[at]).toBeCloseTo(-(logits(ids.slice(0, at))[ids[at]!] ?? 0), 5);
  });

  it('needs nothing after the last token, and takes a single one', async () => {
    const lm = fakeLm(logits);
    expect(await selfInformation(lm, [1])).toEqual([Infinity]);
    expect(await selfInformation(lm, [1, 0])).toHaveLength(2);
    expect(lm.runs).toEqual(['extend', 'extend']);
  });

  it('gives back every prefix', async () => {
    const lm = fakeLm(logits);
    const made: string[] = [];
    let released = 0;
    const counting = {
      ...lm,
      extend: async (...given: Parameters<typeof lm.extend>) => {
        const { prefix, next } = await lm.extend(...given);
        made.push('prefix');
        return { prefix: { ...prefix, release: () => void (released += 1) }, next };
      },
    };
    await selfInformation(counting, new Array<number>(150).fill(1));
    expect(released).toBe(made.length);
  });

  it('keeps the most surprising tokens in the order of the text, of equals the earlier', () => {
    expect(mostInformative([10, 11, 12, 13, 14], [Infinity, 1, 3, 2, 2], 3)).toEqual([10, 12, 13]);
    expect(mostInformative([10, 11], [Infinity, 1], 5)).toEqual([10, 11]);
  });
});
