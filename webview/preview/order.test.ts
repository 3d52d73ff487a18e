import { describe, expect, it } from 'vitest';
import type { RowView } from '../../src/preview/protocol';
import { columns } from './columns';
import { nextSorting, orderOf } from './order';

function row(input: string, full: string, distilled: string, kl: number): RowView {
  const arm = (prediction: string) => ({ prediction, probability: kl / 10 });
  return {
    input,
    answers: {
      arms: { zeroShot: arm('x'), fullIcl: arm(full), fewerShot: arm('x'), distilled: arm(distilled) },
      fidelity: { kl, top1Agreement: full === distilled ? 1 : 0 },
      queryCut: false,
    },
  };
}
const rows = [row('b', 'yes', 'no', 3), row('A', 'no', 'no', 1), { input: 'c' }, row('a', 'yes', 'yes', 2)];
const column = (id: string) => columns.find((one) => one.id === id);
const sorted = (id: string, descending = false) => orderOf(rows, column(id), descending, false);

describe('orderOf', () => {
  it('leaves the order of the list where no column is chosen', () => {
    expect(orderOf(rows, undefined, false, false)).toEqual([0, 1, 2, 3]);
  });

  it('sorts texts without case and numbers by value, equals as in the list', () => {
    expect(sorted('input')).toEqual([1, 3, 0, 2]);
    expect(sorted('input', true)).toEqual([2, 0, 1, 3]);
    expect(sorted('kl')).toEqual([1, 3, 0, 2]);
    expect(sorted('number', true)).toEqual([3, 2, 1, 0]);
    expect(sorted('agrees')).toEqual([0, 1, 3, 2]);
    expect(sorted('zeroShot', true)).toEqual([0, 1, 3, 2]);
  });

  it('puts what is not answered last either way', () => {
    expect(sorted('kl', true)).toEqual([0, 3, 1, 2]);
    expect(sorted('distilled').at(-1)).toBe(2);
  });

  it('keeps disagreements alone', () => {
    expect(orderOf(rows, undefined, false, true)).toEqual([0]);
  });

  it('sorts 10,000 rows by any column in less than 100 ms', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      row(
        `query ${(index * 7919) % 10_000} with some words`,
        `label ${index % 7}`,
        `label ${index % 5}`,
        (index * 31) % 997,
      ),
    );
    for (const one of columns) {
      orderOf(many, one, false, false);
      const times = [1, 2, 3].map(() => {
        const started = performance.now();
        expect(orderOf(many, one, true, false)).toHaveLength(10_000);
        return performance.now() - started;
      });
      expect(Math.min(...times)).toBeLessThan(100);
    }
  });
});

describe('nextSorting', () => {
  it('goes up, down and back', () => {
    const up = nextSorting(undefined, 'kl');
    expect(up).toEqual({ column: 'kl', descending: false });
    const down = nextSorting(up, 'kl');
    expect(down).toEqual({ column: 'kl', descending: true });
    expect(nextSorting(down, 'kl')).toBeUndefined();
    expect(nextSorting(down, 'input')).toEqual({ column: 'input', descending: false });
  });
});
