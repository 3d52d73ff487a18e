import { expect, it } from 'vitest';
import { workerOptions } from './workerOptions';

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
])('reads %j as %j', (env, options) => {
  expect(workerOptions(env)).toEqual(options);
});
