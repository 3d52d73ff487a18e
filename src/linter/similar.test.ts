import { describe, expect, it } from 'vitest';
import { findRepeats, plainText } from './similar';

let state = 11;
const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
const words = Array.from({ length: 400 }, (_, index) => `w${index.toString(36)}`);
const sentence = (length: number): string[] =>
  Array.from({ length }, () => words[Math.floor(random() * words.length)] ?? '');

const shingles = (text: string): Set<string> => {
  const all = text.split(' ');
  return new Set(all.slice(2).map((word, index) => `${all[index] ?? ''} ${all[index + 1] ?? ''} ${word}`));
};
const jaccard = (one: string, other: string): number => {
  const [a, b] = [shingles(one), shingles(other)];
  const common = [...a].filter((shingle) => b.has(shingle)).length;
  return common / (a.size + b.size - common);
};

describe('findRepeats', () => {
  it('finds what comparing all pairs finds', () => {
    const texts: string[] = [];
    for (let group = 0; group < 120; group += 1) {
      const base = sentence(20 + Math.floor(random() * 60));
      texts.push(base.join(' '));
      const changed = base.map((word) => (random() < 0.02 ? 'changed' : word));
      if (group % 2 === 0) texts.push(changed.join(' '));
    }
    const found = findRepeats(texts);
    let near = 0;
    texts.forEach((text, index) => {
      const first = texts.findIndex((other, at) => at < index && jaccard(text, other) >= 0.8);
      expect(found[index]?.first).toBe(first < 0 ? undefined : first);
      if (first >= 0 && found[index]?.same === false) near += 1;
    });
    expect(near).toBeGreaterThan(10);
  });

  it('calls the same what differs in case, spaces and marks at the ends', () => {
    expect(findRepeats(['A  cat.', '“a cat”', 'a cat!?', 'a-cat', 'cat'])).toEqual([
      undefined,
      { first: 0, same: true },
      { first: 0, same: true },
      undefined,
      undefined,
    ]);
  });

  it('takes texts of any length', () => {
    expect(findRepeats([])).toEqual([]);
    expect(findRepeats([''])).toEqual([undefined]);
    expect(plainText('')).toBe('');
    expect(findRepeats(['x '.repeat(100_000), 'y '.repeat(100_000)])).toEqual([undefined, undefined]);
  });
});
