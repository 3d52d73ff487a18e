import { expect, it } from 'vitest';
import { trimText } from './trimText';

it('takes blanks from both ends and leaves those inside', () => {
  expect(trimText(' \t\r\n\v\fa \t b\f\v\n\r\t ')).toBe('a \t b');
  expect(trimText('a')).toBe('a');
  expect(trimText(' \n')).toBe('');
  expect(trimText('')).toBe('');
});

it('leaves what only some languages call blank', () => {
  for (const other of ['\u00a0', '\ufeff', '\u0085', '\u001c', '\u001f', '\u2028', '\u3000'])
    expect(trimText(` ${other}a${other} `)).toBe(`${other}a${other}`);
});
