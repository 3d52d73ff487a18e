import { describe, expect, it } from 'vitest';
import { findBlocks, parseDemonstrations } from '.';

const hint = { fileName: 'a.md' };

describe('a Markdown table', () => {
  it('is read by the names of its columns', () => {
    const text =
      '# Reviews\n\nLabel them.\n\n| # | Label    | Text                     |\n|--:|:--------:|--------------------------|\n| 1 | `positive` | good \\| fine film      |\n| 2 | negative | bad film<br>very bad |\n\nMore prose.\n';
    const [block, ...rest] = findBlocks(text, hint);
    expect(rest).toEqual([]);
    expect(block).toMatchObject({
      format: 'table',
      demonstrations: [
        { input: 'good | fine film', output: 'positive' },
        { input: 'bad film\nvery bad', output: 'negative' },
      ],
    });
    expect(text.slice(block?.start, block?.end)).toMatch(/^\| # [^]*very bad \|$/);
    expect(text.slice(block?.ranges[0]?.start, block?.ranges[0]?.end)).toMatch(/^\| 1 .*\|$/);
  });

  it('is read without outer bars, beside fields, and in plain text', () => {
    const text = 'input | output\n--- | ---\na | x\nb | y\n\nInput: c\nOutput: z\n\nInput: d\nOutput: w\n';
    for (const fileName of ['a.md', 'a.txt'])
      expect(findBlocks(text, { fileName }).map(({ format }) => format)).toEqual(['table', 'fields']);
  });

  it('takes an open last row as the query', () => {
    const text = '| Q | A |\n|---|---|\n| one | 1 |\n| two | 2 |\n| three | |\n';
    expect(findBlocks(text, hint)[0]).toMatchObject({ demonstrations: [{}, {}], query: 'three' });
  });

  it('needs names that say what goes in, unless it is what was selected', () => {
    const text = '| Component | Team |\n|---|---|\n| login | green |\n| backup | red |\n';
    expect(findBlocks(text, hint)).toEqual([]);
    expect(parseDemonstrations(text, hint).demonstrations[1]).toEqual({ input: 'backup', output: 'red' });
  });

  it.each([
    ['three columns of other names', '| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n'],
    ['a rule of another width', '| input | output |\n|---|\n| 1 | 2 |\n| 4 | 5 |\n'],
    ['a table in a fence of code', '```js\n| input | output |\n|---|---|\n| 1 | 2 |\n```\n'],
    ['rules alone', '|---|---|\n'.repeat(5)],
  ])('is not seen in %s', (_, text) => {
    expect(findBlocks(text, hint)).toEqual([]);
  });

  it('reads short rows as far as they go', () => {
    const text = '| text | label |\n|---|---|\n| a | x |\n| b\n| c | z |\n';
    expect(findBlocks(text, hint)).toEqual([]);
    expect(() => parseDemonstrations(text, hint)).toThrow(/^Demonstration 2 \(line 4\) has no output/);
  });
});
