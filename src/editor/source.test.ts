import { describe, expect, it } from 'vitest';
import { findDemonstrations } from './source';

const first = 'Q: one\nA: 1\n\nQ: two\nA: 2\n';
const second = 'Text: good film\nLabel: positive\n\nText: bad film\nLabel: negative\n';
const text = `${first}\nSome words in between that belong to neither.\n\n\n${second}`;
const at = (start: number, end = start) => ({
  text,
  languageId: 'plaintext',
  fileName: '/w/prompt.txt',
  selection: { start, end },
});

describe('findDemonstrations', () => {
  it('takes the block around the cursor', () => {
    expect(findDemonstrations(at(3)).demonstrations).toMatchObject([
      { input: 'one', output: '1' },
      { input: 'two', output: '2' },
    ]);
    expect(findDemonstrations(at(text.indexOf('bad'))).demonstrations[0]).toMatchObject({
      input: 'good film',
      output: 'positive',
    });
  });

  it('takes the nearest block when the cursor is in none', () => {
    expect(findDemonstrations(at(text.length)).demonstrations[0]?.input).toBe('good film');
    expect(findDemonstrations(at(text.indexOf('Some words'))).demonstrations[0]?.input).toBe('one');
  });

  it('takes what is selected, and says where in the document it is', () => {
    const start = text.indexOf('Text: good');
    const block = findDemonstrations(at(start, text.length));
    expect(block.demonstrations).toHaveLength(2);
    expect(text.slice(block.start, block.end)).toContain('bad film');
    expect(block.start).toBe(start);
  });

  it('gives a selection inside a table the names of its columns', () => {
    const table = 'text,label\nfine,good\nawful,bad\ngreat,good\n';
    const start = table.indexOf('awful');
    const selection = { start, end: table.length };
    const block = findDemonstrations({ text: table, languageId: 'csv', fileName: '/w/a.csv', selection });
    expect(block.demonstrations).toMatchObject([
      { input: 'awful', output: 'bad' },
      { input: 'great', output: 'good' },
    ]);
  });

  it('says so when there are none', () => {
    expect(() => findDemonstrations({ ...at(0), text: 'Just a letter.\n' })).toThrow(
      expect.objectContaining({ code: 'noDemonstrations' }),
    );
  });
});
