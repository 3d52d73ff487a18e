import { expect, it } from 'vitest';
import type { TokenReport } from '../../engine/methods';
import { RecentReports } from './recentReports';

const report = (count: number): TokenReport => ({
  each: Array.from({ length: count }, () => ({ tokens: 1, fate: 'whole' as const })),
  total: count,
  budget: 100,
  used: count,
});

function memory(initial?: unknown) {
  const values = new Map<string, unknown>(initial === undefined ? [] : [['mend.tokenReports', initial]]);
  return {
    get: (key: string) => values.get(key),
    // As VS Code stores it.
    update: async (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
  };
}

it('keeps reports over a restart', () => {
  const storage = memory();
  new RecentReports(storage).add('a', report(3));
  expect(new RecentReports(storage).get('a')).toEqual(report(3));
  expect(new RecentReports(storage).get('b')).toBeUndefined();
});

it('forgets those that were not asked for longest', () => {
  const storage = memory();
  const reports = new RecentReports(storage);
  for (let index = 0; index < 100; index += 1) reports.add(`k${index}`, report(1));
  expect(reports.get('k0')).toBeDefined();
  reports.add('new', report(1));
  expect(reports.get('k0')).toBeDefined();
  expect(reports.get('k1')).toBeUndefined();
});

it('keeps those of large blocks for as long as the window lasts only', () => {
  const storage = memory();
  const reports = new RecentReports(storage);
  reports.add('large', report(501));
  expect(reports.get('large')).toBeDefined();
  expect(new RecentReports(storage).get('large')).toBeUndefined();
});

it.each(['text', 7, null, [1], [['a']], [['a', { each: 1 }]], { a: 1 }])('starts anew from %j', (stored) => {
  expect(new RecentReports(memory(stored)).get('a')).toBeUndefined();
});
