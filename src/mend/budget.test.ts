import { describe, expect, it } from 'vitest';
import { encodeOptions, fewerDemonstrations, fitDemonstrations, fitQuery } from './budget';
import { characters } from './testing/fakeLm';

const limits = { demonstrationTokens: 20, exampleTokens: 10 };
/** `ab` → `X` takes 5 tokens: `ab` `:` `X.` */
const pair = (input: string, output = 'X') => ({ input, output });
const texts = (kept: readonly { readonly ids: readonly number[] }[]) =>
  kept.map(({ ids }) => characters.tokenizer.decode(ids));
const fit = (demonstrations: readonly { input: string; output: string }[], given = limits) =>
  fitDemonstrations(characters, given, demonstrations);

describe('fitDemonstrations', () => {
  it('keeps what fits, trimmed, and counts it', () => {
    const fitted = fit([pair('  ab '), pair('c', ' Y\n')]);
    expect(texts(fitted.kept)).toEqual(['ab:X.', 'c:Y.']);
    expect(fitted.report).toEqual({
      each: [
        { tokens: 5, fate: 'whole' },
        { tokens: 4, fate: 'whole' },
      ],
      total: 9,
      budget: 20,
      used: 2,
    });
  });

  it('cuts the input of a demonstration longer than exampleTokens and goes on', () => {
    const fitted = fit([pair('abcdefghijkl'), pair('c')]);
    expect(texts(fitted.kept)).toEqual(['abcdefg:X.', 'c:X.']);
    expect(fitted.report.each.map((one) => one.fate)).toEqual(['cut', 'whole']);
  });

  it('cuts the first that does not fit the budget, and drops the rest even where they would fit', () => {
    const fitted = fit([pair('abcdefg'), pair('abcd'), pair('hijk'), pair('l')]);
    expect(texts(fitted.kept)).toEqual(['abcdefg:X.', 'abcd:X.']);
    expect(fitted.report.each).toEqual([
      { tokens: 10, fate: 'whole' },
      { tokens: 7, fate: 'whole' },
      { tokens: 7, fate: 'dropped' },
      { tokens: 4, fate: 'dropped' },
    ]);
    expect(texts(fit([pair('abcdefg'), pair('abc'), pair('hijk'), pair('l')]).kept)).toEqual([
      'abcdefg:X.',
      'abc:X.',
      'h:X.',
    ]);
  });

  it('fills the budget to the last token', () => {
    const fitted = fit([pair('abcdefg'), pair('abcdefg')]);
    expect(fitted.report).toMatchObject({ total: 20, used: 2 });
    expect(fit([pair('abcdefg'), pair('abcdefg'), pair('a')]).report).toMatchObject({ total: 20, used: 2 });
  });

  it('drops a demonstration whose output leaves no room for its input, and what follows', () => {
    const fitted = fit([pair('b'), pair('a', 'XXXXXXXX'), pair('c')]);
    expect(texts(fitted.kept)).toEqual(['b:X.']);
    expect(fitted.report.each).toEqual([
      { tokens: 4, fate: 'whole' },
      { tokens: 10, fate: 'dropped' },
      { tokens: 4, fate: 'dropped' },
    ]);
    expect(texts(fit([pair('ab', 'XXXXXXX')]).kept)).toEqual(['a:XXXXXXX.']);
    // An input of no tokens needs the room too.
    expect(texts(fit([pair('', 'XXXXXXX')]).kept)).toEqual([':XXXXXXX.']);
    expect(texts(fit([pair('', 'XXXXXXXX'), pair('c')]).kept)).toEqual([]);
  });

  it('keeps to the budget with 10,000 demonstrations', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => pair(`n${index}`));
    const fitted = fit(many, { demonstrationTokens: 384, exampleTokens: 128 });
    expect(fitted.report.each).toHaveLength(10_000);
    expect(fitted.report.total).toBeLessThanOrEqual(384);
    expect(fitted.kept.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(fitted.report.total);
    expect(fitted.report.each.slice(fitted.report.used).every((one) => one.fate === 'dropped')).toBe(true);
  });

  it('does not encode a book to keep a page of it', () => {
    let longest = 0;
    const tokenizer = {
      ...characters.tokenizer,
      encode: (text: string) => (
        (longest = Math.max(longest, text.length)),
        characters.tokenizer.encode(text)
      ),
    };
    const book = pair('x'.repeat(5_000_000), 'y'.repeat(5_000_000));
    fitDemonstrations({ ...characters, tokenizer }, limits, [book, pair('x'.repeat(5_000_000))]);
    expect(longest).toBeLessThan(20);
  });
});

describe('fewerDemonstrations', () => {
  const fitted = fit([pair('ab'), pair('abc'), pair('d')]);

  it('takes the first whole demonstrations that fit', () => {
    expect(characters.tokenizer.decode(fewerDemonstrations(fitted, 11))).toBe('ab:X.abc:X.');
    expect(characters.tokenizer.decode(fewerDemonstrations(fitted, 10))).toBe('ab:X.');
    expect(fewerDemonstrations(fitted, 4)).toEqual([]);
  });

  it('never takes a cut one', () => {
    expect(fewerDemonstrations(fit([pair('abcdefghijkl'), pair('c')]), 20)).toEqual([]);
  });
});

describe('fitQuery', () => {
  const space = { contextTokens: 100, prefix: 20, answer: 3 };

  it('leaves a short query whole', () => {
    const query = fitQuery(characters, limits, ' abc ', space);
    expect(characters.tokenizer.decode(query.ids)).toBe('abc:');
    expect(query.cut).toBe(false);
  });

  it('cuts to exampleTokens, keeping the suffix', () => {
    const query = fitQuery(characters, limits, 'abcdefghijkl', space);
    expect(characters.tokenizer.decode(query.ids)).toBe('abcdefghi:');
    expect(query.cut).toBe(true);
  });

  it('cuts to contextTokens - prefix - answer - 1 where that is less', () => {
    const query = fitQuery(characters, limits, 'abcdefghijkl', { ...space, contextTokens: 30 });
    expect(characters.tokenizer.decode(query.ids)).toBe('abcde:');
  });

  it('refuses when no input token would remain', () => {
    const refused = () => fitQuery(characters, limits, 'abc', { ...space, contextTokens: 25 });
    expect(refused).toThrow(expect.objectContaining({ code: 'badInput' }));
    expect(fitQuery(characters, limits, 'abc', { ...space, contextTokens: 26 }).ids).toHaveLength(2);
  });
});

describe('encodeOptions', () => {
  const encode = (...options: string[]) => encodeOptions(characters, limits, options);
  const refusal = (message: RegExp): unknown =>
    expect.objectContaining({ code: 'badOptions', message: expect.stringMatching(message) as string });

  it('encodes each, trimmed', () => {
    expect(encode('a', ' bc ')).toEqual([[97], [98, 99]]);
  });

  it('refuses none, an empty one, a double one and one longer than half an example', () => {
    expect(() => encode()).toThrow(refusal(/empty/));
    expect(() => encode('a', ' ')).toThrow(refusal(/empty/));
    expect(() => encode('a', 'b', 'a ')).toThrow(refusal(/“a” is given twice/));
    expect(() => encode('a', 'abcdef')).toThrow(refusal(/“abcdef” takes 6 tokens and the model allows 5/));
    expect(encode('abcde')).toHaveLength(1);
  });
});
