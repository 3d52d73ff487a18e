import { describe, expect, it } from 'vitest';
import { findDemonstrations } from './findDemonstrations';

const first = 'Q: one\nA: 1\n\nQ: two\nA: 2\n';
const second = 'Text: good film\nLabel: positive\n\nText: bad film\nLabel: negative\n';
const text = `${first}\nSome words in between that belong to neither.\n\n\n${second}`;
const at = (start: number, end = start) => ({
  text,
  hint: { languageId: 'plaintext', fileName: 'prompt.txt' },
  selection: { start, end },
});

describe('findDemonstrations', () => {
  it('takes the block around the cursor', async () => {
    expect((await findDemonstrations(at(3))).demonstrations).toMatchObject([
      { input: 'one', output: '1' },
      { input: 'two', output: '2' },
    ]);
    expect((await findDemonstrations(at(text.indexOf('bad')))).demonstrations[0]).toMatchObject({
      input: 'good film',
      output: 'positive',
    });
  });

  it('takes the nearest block when the cursor is in none', async () => {
    expect((await findDemonstrations(at(text.length))).demonstrations[0]?.input).toBe('good film');
    expect((await findDemonstrations(at(text.indexOf('Some words')))).demonstrations[0]?.input).toBe('one');
  });

  it('takes what is selected, and says where in the document it is', async () => {
    const start = text.indexOf('Text: good');
    const block = await findDemonstrations(at(start, text.length));
    expect(block.demonstrations).toHaveLength(2);
    expect(text.slice(block.start, block.end)).toContain('bad film');
    expect(block.start).toBe(start);
    expect(block.ranges.map((range) => text.slice(range.start, range.end))).toEqual([
      'Text: good film\nLabel: positive',
      'Text: bad film\nLabel: negative',
    ]);
  });

  it('gives a selection inside a table the names of its columns', async () => {
    const table = 'text,label\nfine,good\nawful,bad\ngreat,good\n';
    const start = table.indexOf('awful');
    const selection = { start, end: table.length };
    const block = await findDemonstrations({
      text: table,
      hint: { languageId: 'csv', fileName: 'a.csv' },
      selection,
    });
    expect(block.demonstrations).toMatchObject([
      { input: 'awful', output: 'bad' },
      { input: 'great', output: 'good' },
    ]);
  });

  it('says so when there are none', async () => {
    await expect(findDemonstrations({ ...at(0), text: 'Just a letter.\n' })).rejects.toThrow(
      expect.objectContaining({ code: 'noDemonstrations' }),
    );
  });

  describe('of a list, a chat or a program', () => {
    const items = ['a', 'b', 'c', 'd'].map((input) => ({ input, output: input.toUpperCase() }));
    const yaml = `prompt: x\nexamples:\n${items.map(({ input, output }) => `  - input: ${input}\n    output: ${output}\n`).join('')}`;
    const python = `import os\nEXAMPLES = [\n${items.map((item) => `    ${JSON.stringify(item)},\n`).join('')}]\n`;

    it.each([
      ['a.yaml', yaml, '  - input: b', '  - input: d'],
      ['a.py', python, '    {"input":"b"', '    {"input":"d"'],
      // By more than half.
      ['a.py', python, '"b"', '"D"'],
    ])('takes the demonstrations that are selected in %s', async (fileName, document, from, to) => {
      const selection = { start: document.indexOf(from), end: document.indexOf(to) };
      const block = await findDemonstrations({ text: document, hint: { fileName }, selection });
      const inputs = block.demonstrations.map(({ input }) => input);
      expect(inputs).toEqual(to === '"D"' ? ['b', 'c', 'd'] : ['b', 'c']);
      expect(block.ranges).toHaveLength(inputs.length);
      expect(document.slice(block.start, block.end)).toMatch(/b[^]*B[^]*c[^]*C/);
    });

    it('takes all of a document that is selected whole, with its query', async () => {
      const messages = items.flatMap(({ input, output }) => [
        { role: 'user', content: input },
        { role: 'assistant', content: output },
      ]);
      const document = JSON.stringify({ messages: [...messages, { role: 'user', content: 'e' }] });
      const selection = { start: 0, end: document.length };
      const whole = await findDemonstrations({ text: document, hint: { fileName: 'a.json' }, selection });
      expect(whole).toMatchObject({ demonstrations: items, query: 'e' });
      const part = { start: 0, end: document.indexOf('"c"') };
      const first = await findDemonstrations({
        text: document,
        hint: { fileName: 'a.json' },
        selection: part,
      });
      expect(first.demonstrations).toEqual(items.slice(0, 2));
      expect(first).not.toHaveProperty('query');
    });
  });
});
