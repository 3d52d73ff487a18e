import { describe, expect, it } from 'vitest';
import { fitDemonstrations } from './budget';
import { fitHybrid, withText } from './hybrid';
import { characters } from './testing/fakeLm';

const limits = { demonstrationTokens: 20, exampleTokens: 10 };
const pair = (input: string, output = 'y') => ({ input, output });
const text = (ids: readonly number[]) => String.fromCodePoint(...ids);

describe('fitHybrid', () => {
  it('is fitting demonstrations where none is pinned', () => {
    const all = [pair('a'), pair('bb'), pair('a very long one'), pair('c')];
    const plain = fitDemonstrations(characters, limits, all);
    expect(fitHybrid(characters, limits, all, [])).toEqual({
      distilled: plain,
      pinned: [],
      report: plain.report,
    });
  });

  it('takes the pinned ones out of what is distilled, and reports all in their own order', () => {
    const all = [pair('a'), pair('bb'), pair('ccc'), pair('dddd')];
    const { distilled, pinned, report } = fitHybrid(characters, limits, all, [2, 0]);
    expect(distilled.kept.map(({ ids }) => text(ids))).toEqual(['bb:y.', 'dddd:y.']);
    expect(pinned.map(({ index, ids }) => [index, text(ids)])).toEqual([
      [0, 'a:y.'],
      [2, 'ccc:y.'],
    ]);
    expect(report.each.map(({ tokens }) => tokens)).toEqual([4, 5, 6, 7]);
    expect(report).toMatchObject({ total: 22, used: 4, budget: 20 });
  });

  it('gives the room of pinned ones to those that did not fit', () => {
    const all = Array.from({ length: 4 }, (_, index) => pair(`long${index}`));
    const fates = (pinned: readonly number[]) =>
      fitHybrid(characters, limits, all, pinned).report.each.map(({ fate }) => fate);
    expect(fates([])).toEqual(['whole', 'whole', 'cut', 'dropped']);
    expect(fates([0, 1])).toEqual(['whole', 'whole', 'whole', 'whole']);
  });

  it('cuts a pinned one to the tokens of an example', () => {
    const { pinned, report } = fitHybrid(characters, limits, [pair('a'), pair('quite a long one')], [1]);
    expect(text(pinned[0]?.ids ?? [])).toBe('quite a:y.');
    expect(report.each[1]).toEqual({ tokens: 10, fate: 'cut' });
  });

  it.each([
    [[2], 'badInput', /no demonstration 3 to pin: there are 2/],
    [[-1], 'badInput', /no demonstration 0 to pin/],
    [[0.5], 'badInput', /to pin/],
    [[0, 1, 1], 'badInput', /All 2 demonstrations are pinned/],
  ])('refuses to pin %j', (pinned, code, message) => {
    expect(() => fitHybrid(characters, limits, [pair('a'), pair('b')], pinned)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });

  it('refuses one whose output leaves no room for its input', () => {
    const all = [pair('a'), pair('b', 'an output that is too long')];
    expect(() => fitHybrid(characters, limits, all, [1])).toThrow(
      /Demonstration 2 does not fit into the 10 tokens/,
    );
  });
});

describe('withText', () => {
  const vectors = { data: Float32Array.of(1, 2, 3, 4), count: 2, width: 2 };

  it('puts the rows of text behind the vectors', () => {
    const rows = withText(vectors, Float32Array.of(5, 6), limits);
    expect(rows).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), count: 3, width: 2 });
  });

  it('refuses more rows than demonstrations may take', () => {
    expect(() => withText(vectors, new Float32Array(2 * 19), limits)).toThrow(
      /2 vectors and 19 tokens of pinned demonstrations are more than the 20/,
    );
    expect(withText(vectors, new Float32Array(2 * 18), limits).count).toBe(20);
  });
});
