import { expect, it } from 'vitest';
import { avoiding, workerOptions } from './workerOptions';

it.each([
  [{}, {}],
  [
    { MEND_PROVIDER: 'cuda', MEND_THREADS: '2' },
    { providers: ['cuda', 'cpu'], threads: 2 },
  ],
  [{ MEND_PROVIDER: 'cpu' }, { providers: ['cpu'] }],
  [{ MEND_PROVIDER: '', MEND_THREADS: '0' }, {}],
  [{ MEND_THREADS: '-1' }, {}],
  [{ MEND_THREADS: '2.5' }, {}],
  [{ MEND_THREADS: 'all' }, {}],
  [{ MEND_AVOID: 'not JSON' }, {}],
  [{ MEND_AVOID: '{}' }, {}],
  [{ MEND_AVOID: '[null,{"provider":"cuda"},{"provider":1,"reason":"x"}]' }, {}],
  [{ MEND_AVOID: '[{"provider":"cpu","reason":"never"}]' }, {}],
])('reads %j as %j', (env, options) => {
  expect(workerOptions(env)).toEqual(options);
});

it('reads what it wrote about providers to avoid', () => {
  const avoided = new Map([
    ['cuda', 'it stopped the engine (signal SIGSEGV: "x")'],
    ['webgpu', 'it stopped the engine (exit code 3)'],
  ]);
  expect(workerOptions(avoiding(avoided)).avoided).toEqual(
    [...avoided].map(([provider, reason]) => ({ provider, reason })),
  );
  expect(avoiding(new Map())).toEqual({});
});
