import { describe, expect, it } from 'vitest';
import { messageOf, UserError } from './errors';
import { sentence } from './sentence';

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

describe('messageOf', () => {
  const german = (template: string): string => (template === 'It is gone.' ? 'Es ist weg.' : template);

  it('translates a sentence, whose message stays English', () => {
    const error = new UserError('fileSystem', sentence('It is gone.'));
    expect(messageOf(error, german)).toBe('Es ist weg.');
    expect(error.message).toBe('It is gone.');
  });

  it('gives what was in words already as it is', () => {
    expect(messageOf(new UserError('fileSystem', 'It is gone.'), german)).toBe('It is gone.');
  });
});
