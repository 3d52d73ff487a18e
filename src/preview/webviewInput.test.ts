import { describe, expect, it } from 'vitest';
import { readOrigin, readRow, readRows } from './webviewInput';

describe('what the page sends', () => {
  it('is taken when it is as agreed', () => {
    expect(readRow({ row: 2 }, 3)).toBe(2);
    expect(readRows({ rows: [2, 0] }, 3)).toEqual([2, 0]);
    expect(readRows({ rows: [] }, 3)).toEqual([]);
    const origin = { demonstrations: 'file:///a', offset: 3, queries: 'cursor' };
    expect(readOrigin({ onlyDisagreements: true, origin: { ...origin, more: 1 } })).toEqual(origin);
  });

  it.each([null, 1, {}, { row: 3 }, { row: -1 }, { row: 0.5 }, { row: '0' }])('is no row: %j', (value) =>
    expect(readRow(value, 3)).toBeUndefined(),
  );

  it.each([
    null,
    [],
    {},
    { rows: 1 },
    { rows: [3] },
    { rows: [0, 0] },
    { rows: ['0'] },
    { rows: [0, 1, 2, 0] },
  ])('are no rows: %j', (value) => expect(readRows(value, 3)).toBeUndefined());

  it.each([
    undefined,
    null,
    'origin',
    {},
    { origin: null },
    { origin: { demonstrations: 'file:///a', offset: -1, queries: 'cursor' } },
    { origin: { demonstrations: 'file:///a', offset: 0.5, queries: 'cursor' } },
    { origin: { demonstrations: 1, offset: 0, queries: 'cursor' } },
    { origin: { demonstrations: 'file:///a', offset: 0 } },
  ])('is no place to restore: %j', (value) => expect(readOrigin(value)).toBeUndefined());
});
