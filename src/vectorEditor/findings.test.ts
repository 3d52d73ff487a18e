import { describe, expect, it } from 'vitest';
import { inWords } from '../shared/sentence';
import { compareVectors, type VectorFile, type VectorMetadata } from '../vectors';
import { exampleFile, exampleMetadata } from '../vectors/testing/exampleFile';
import { findings } from './findings';

const file = (change: Partial<VectorMetadata> = {}, numbers: Partial<VectorFile> = {}): VectorFile => ({
  ...exampleFile,
  ...numbers,
  metadata: { ...exampleMetadata, ...change },
});
const compared = (first: VectorFile, second: VectorFile): readonly string[] =>
  findings(first, second, compareVectors(first, second)).map((finding) => inWords(finding));

describe('findings', () => {
  it('says of a copy that all is the same', () => {
    expect(compared(file(), file())).toEqual([
      'Both were made for the same tiny-target by the same distiller: either can take the other’s place.',
      'Both were made from the same 2 demonstrations, in the same order.',
      'Their 2 vectors are the same to the last bit.',
    ]);
  });

  it.each<[string, Partial<VectorMetadata>, RegExp]>([
    [
      'another target LM',
      { targetId: 'other', targetHash: '9' },
      /^The first was made for tiny-target and the second for other: an angle/,
    ],
    ['other weights', { targetHash: '9' }, /^They were made for other weights of tiny-target/],
    ['another tokenizer', { tokenizerHash: '9' }, /for different tokenizers or templates/],
    [
      'another template',
      { template: { ...exampleMetadata.template, inputPrefix: '' } },
      /for different tokenizers or templates/,
    ],
    ['another distiller', { distillerHash: '9' }, /by different distillers .+ either can take/],
    ['another precision', { dtype: 'fp32' }, /in different precisions \(int8 and fp32\)/],
  ])('tells %s', (_what, change, sentence) => {
    expect(compared(file(), file(change))[0]).toMatch(sentence);
  });

  it.each<[string, readonly string[], string]>([
    ['other order', ['e', 'd'], 'Both were made from the same 2 demonstrations, in another order.'],
    ['one more', ['d', 'e', 'f'], '2 of the second’s 3 demonstrations are among the first’s 2.'],
    ['none in common', ['f'], 'They share none of their 2 and 1 demonstrations.'],
    [
      'imported vectors',
      [],
      'Of at least one of them no demonstrations are known, so nothing can be said about those.',
    ],
  ])('compares demonstrations: %s', (_what, letters, sentence) => {
    const demonstrationSha256 = letters.map((letter) => letter.repeat(64));
    expect(compared(file(), file({ demonstrationSha256 }))[1]).toBe(sentence);
  });

  it('says how alike vectors are, and that angles need one width', () => {
    const turned = file({}, { vectors: Float32Array.of(1, -2, 0.5, 0, -1e-3, -3) });
    expect(compared(file(), turned)[2]).toBe(
      'Of their 2 vectors, those with the same number have a mean cosine of 0.000; the least alike are the two #2 (−1.000).',
    );
    const fewer = file({}, { vectors: Float32Array.of(1, -2, 0.5), count: 1 });
    expect(compared(file(), fewer)[2]).toMatch(/^The first has 2 vectors and the second 1; of the first 1,/);
    const wider = file({}, { width: 2, count: 3 });
    expect(compared(file(), wider)[2]).toMatch(/^Their widths are 3 and 2: there is no angle/);
  });
});
