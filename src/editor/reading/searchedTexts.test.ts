import { expect, it, vi } from 'vitest';
import { searchText } from '../../demonstrations';
import { SearchedTexts } from './searchedTexts';

it('searches a text once, for a few of the last ones', () => {
  const search = vi.fn(searchText);
  const texts = new SearchedTexts(search);
  const source = (text: string, fileName = 'a.txt') => ({ text, hint: { fileName } });
  const first = texts.get(source('one'));
  expect(texts.get(source('one'))).toBe(first);
  expect(texts.get(source('one', 'a.csv'))).not.toBe(first);
  expect(search).toHaveBeenCalledTimes(2);
  for (const text of ['two', 'three']) texts.get(source(text));
  // What was asked about again stays longer than what was not.
  expect(texts.get(source('one'))).toBe(first);
  for (const text of ['four', 'five', 'six']) texts.get(source(text));
  expect(texts.get(source('one'))).toBe(first);
  texts.get(source('two'));
  expect(search).toHaveBeenCalledTimes(8);
});
