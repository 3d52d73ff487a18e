import { describe, expect, it } from 'vitest';
import { formatOptions, labelsOf, parseOptions } from './options';

const demonstrations = (...outputs: string[]) =>
  outputs.map((output, index) => ({ input: `input ${index}`, output }));

describe('labelsOf', () => {
  it('takes the outputs where they repeat', () => {
    expect(labelsOf(demonstrations('good', 'bad', 'good', 'bad '))).toEqual(['good', 'bad']);
  });

  it('prefers the options that the demonstrations state', () => {
    expect(labelsOf([{ input: 'a', output: 'yes', options: ['yes', 'no'] }])).toEqual(['yes', 'no']);
  });

  it('finds none where answers are free text', () => {
    expect(labelsOf(demonstrations('Paris', 'Rome', 'Oslo'))).toEqual([]);
    const sentence = 'a whole sentence of an answer';
    expect(labelsOf(demonstrations(sentence, sentence, 'short'))).toEqual([]);
    expect(labelsOf(demonstrations('same', 'same'))).toEqual([]);
    expect(labelsOf([])).toEqual([]);
  });
});

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
