import { describe, expect, it } from 'vitest';
import { inWords, sentence } from './sentence';

describe('a sentence', () => {
  const blank = sentence('a blank line');
  const whole = sentence('Line {0} has {1}, not {1} or {0}.', 3, blank);

  it('is filled in English', () => {
    expect(inWords(whole)).toBe('Line 3 has a blank line, not a blank line or 3.');
    expect(inWords(sentence('{0} and {1}', '{1}'))).toBe('{1} and {1}');
  });

  it('is translated with its parts', () => {
    const words: Record<string, string> = { 'a blank line': 'eine Leerzeile' };
    const translate = (template: string, ...values: (string | number)[]): string =>
      (words[template] ?? template) + values.join();
    expect(inWords(whole, translate)).toBe('Line {0} has {1}, not {1} or {0}.3,eine Leerzeile');
  });
});
