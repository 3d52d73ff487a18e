import type { Demonstration } from '../../demonstrations/types';

/** A table that stands nowhere but here: a right answer can only come from the demonstrations. */
export const demonstrations: readonly Demonstration[] = [
  { input: 'reports', output: 'blue' },
  { input: 'backup', output: 'green' },
  { input: 'billing', output: 'green' },
  { input: 'email', output: 'blue' },
  { input: 'login', output: 'green' },
  { input: 'search', output: 'blue' },
];

export const options: readonly string[] = ['blue', 'green'];
