import { expect, it } from 'vitest';
import { PrefixTree } from './prefixTree';

it('finds its texts and nothing else', () => {
  const letters = ['a', 'b', '▁', '日', '\ud83d\ude42'];
  const words = (length: number): string[] =>
    length === 0 ? [''] : words(length - 1).flatMap((word) => letters.map((letter) => word + letter));
  const all = [1, 2, 3, 4].flatMap(words);
  const texts = all.filter((_, index) => index % 7 === 3);
  const tree = new PrefixTree(texts);
  for (const word of all) {
    const index = texts.indexOf(word);
    expect(tree.find(word), word).toBe(index < 0 ? undefined : index);
  }
});

it('goes on only where a text does', () => {
  const tree = new PrefixTree(['ab']);
  const a = tree.next(PrefixTree.ROOT, 97)!;
  expect(tree.textAt(a)).toBeUndefined();
  expect(tree.textAt(tree.next(a, 98)!)).toBe(0);
  expect(tree.next(a, 97)).toBeUndefined();
  expect(tree.next(PrefixTree.ROOT, 98)).toBeUndefined();
});

it('takes the last of equal texts', () => {
  expect(new PrefixTree(['a', 'b', 'a']).find('a')).toBe(2);
});
