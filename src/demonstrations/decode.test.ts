import { describe, expect, it } from 'vitest';
import { decodeText } from './decode';

describe('decodeText', () => {
  it('decodes UTF-8 and drops a byte order mark', () => {
    expect(decodeText(new TextEncoder().encode('\ufeffé'), 'a.txt')).toBe('é');
  });

  it.each([
    ['nothing', [], 'a.txt is empty: write at least 2 demonstrations into it.'],
    ['binary', [65, 0, 66], 'a.txt is binary (byte 1 is zero): choose a text file.'],
    ['UTF-16', [0xff, 0xfe, 65, 0], 'a.txt is encoded in UTF-16: save it as UTF-8.'],
    ['Latin-1', [65, 10, 0xe9, 65], 'a.txt is not valid UTF-8 (line 2): save it as UTF-8.'],
    ['a cut character', [65, 10, 10, 0xc3], 'a.txt is not valid UTF-8 (line 3): save it as UTF-8.'],
  ])('refuses %s', (_, bytes, sentence) => {
    expect(() => decodeText(Uint8Array.from(bytes), 'a.txt')).toThrow(sentence);
  });
});
