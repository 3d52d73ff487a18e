import { expect, it } from 'vitest';
import { demonstrationsAt } from './demonstrationsAt';

const ranges = [
  { start: 0, end: 10 },
  { start: 10, end: 20 },
  { start: 25, end: 30 },
];

it.each([
  [0, 0, [0]],
  [10, 10, [0]],
  [22, 22, []],
  [30, 30, [2]],
  [9, 26, [0, 1, 2]],
  [10, 20, [1]],
  [20, 25, []],
])('from %i to %i: %j', (start, end, indices) => {
  expect(demonstrationsAt(ranges, { start, end })).toEqual(indices);
});
