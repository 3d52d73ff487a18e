import { describe, expect, it } from 'vitest';
import { UserError } from './errors';

describe('UserError', () => {
  it('is known by another bundle, which has a class of its own', () => {
    const theirs = Object.assign(new Error('x'), { name: 'UserError', code: 'badInput' });
    expect(theirs instanceof UserError).toBe(true);
    expect(new UserError('badInput', 'x') instanceof UserError).toBe(true);
  });

  it.each([[new Error('x')], [new TypeError('x')], [{ name: 'UserError', message: 'x' }], [undefined]])(
    'is not %s',
    (value) => {
      expect(value instanceof UserError).toBe(false);
    },
  );
});
