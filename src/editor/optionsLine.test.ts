import { describe, expect, it } from 'vitest';
import { formatOptions, parseOptions } from './optionsLine';

describe('options as one line', () => {
  it('come back as they were', () => {
    const options = ['positive', 'very negative', 'a, b', 'say "hi"', ' padded '];
    expect(parseOptions(formatOptions(options))).toEqual(options);
  });

  it('are read as a user types them', () => {
    expect(parseOptions(' good ,bad,, good, ')).toEqual(['good', 'bad']);
    expect(parseOptions('')).toEqual([]);
    expect(parseOptions('   ')).toEqual([]);
    expect(parseOptions('"unclosed, x')).toEqual(['"unclosed', 'x']);
  });
});
