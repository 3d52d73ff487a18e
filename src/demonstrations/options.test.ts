import { expect, it } from 'vitest';
import { inferOptions } from './options';

const outputs = (...values: string[]) => values.map((output, index) => ({ input: String(index), output }));

it('infers the options of a classification in order of first appearance', () => {
  expect(inferOptions(outputs('b', 'a', 'b', 'a'))).toEqual(['b', 'a']);
  expect(inferOptions(outputs('b', 'a'))).toEqual(['b', 'a']);
  expect(inferOptions(outputs('c', 'a', 'b', 'a', 'b', 'c'))).toEqual(['c', 'a', 'b']);
});

it('infers none where answers are open or all the same', () => {
  expect(inferOptions(outputs('c', 'a', 'b', 'a', 'b'))).toBeUndefined();
  expect(inferOptions(outputs('a', 'a', 'a'))).toBeUndefined();
  expect(inferOptions([])).toBeUndefined();
});

it('takes what differs in blanks alone for the same', () => {
  expect(inferOptions(outputs(' b', 'a\n', 'b', 'a'))).toEqual(['b', 'a']);
  const [first, second] = outputs('a', 'b');
  expect(
    inferOptions([
      { ...first!, options: [' a', 'b'] },
      { ...second!, options: ['b ', 'a'] },
    ]),
  ).toEqual(['a', 'b']);
});

it('takes the options that all demonstrations name', () => {
  const [first, second] = outputs('a', 'b');
  expect(
    inferOptions([
      { ...first!, options: ['a', 'b', 'c'] },
      { ...second!, options: ['c', 'b', 'a'] },
    ]),
  ).toEqual(['a', 'b', 'c']);
  expect(
    inferOptions([
      { ...first!, options: ['a', 'b'] },
      { ...second!, options: ['b', 'c'] },
    ]),
  ).toBeUndefined();
  expect(inferOptions([{ ...first!, options: ['a', 'b'] }, second!])).toBeUndefined();
});
