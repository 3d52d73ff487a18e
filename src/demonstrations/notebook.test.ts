import { describe, expect, it } from 'vitest';
import { findBlocks } from '.';

const lines = (text: string) => text.split(/(?<=\n)/);
const notebook = (cells: readonly unknown[], metadata: object = { language_info: { name: 'python' } }) =>
  JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, undefined, 1);

describe('a notebook', () => {
  const markdown =
    '# Reviews\n\nReview: a "good" film\nLabel: positive\n\nReview: bad film\nLabel: negative\n';
  const code =
    'import os\nexamples = [\n    {"input": "a", "output": "x"},\n    {"input": "b", "output": "y"},\n]\n';
  const text = notebook([
    { cell_type: 'markdown', metadata: {}, source: lines(markdown) },
    {
      cell_type: 'code',
      metadata: {},
      outputs: [{ text: ['Q: 1\n', 'A: 2\n', 'Q: 3\n', 'A: 4\n'] }],
      source: code,
    },
    { cell_type: 'raw', source: [] },
    'broken',
  ]);

  it('has the blocks of its cells, and none of its outputs', () => {
    const [first, second, ...rest] = findBlocks(text, { fileName: 'a.ipynb', languageId: 'json' });
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      format: 'fields',
      demonstrations: [
        { input: 'a "good" film', output: 'positive' },
        { input: 'bad film', output: 'negative' },
      ],
    });
    expect(text.slice(first?.ranges[0]?.start, first?.ranges[0]?.end)).toMatch(
      /^Review: a \\"good\\" film\\n",\s+"Label: positive$/,
    );
    expect(second).toMatchObject({ format: 'literal', demonstrations: [{ input: 'a' }, { input: 'b' }] });
    expect(text.slice(second?.ranges[1]?.start, second?.ranges[1]?.end)).toBe(
      '{\\"input\\": \\"b\\", \\"output\\": \\"y\\"}',
    );
  });

  it('says what its code is written in', () => {
    const source = "const examples = [['a', 'x'], ['b', 'y']] as const; // it's\n";
    const cells = [{ cell_type: 'code', source: lines(source) }];
    for (const metadata of [
      { kernelspec: { language: 'typescript' } },
      { language_info: { name: 'javascript' } },
    ])
      expect(findBlocks(notebook(cells, metadata), { fileName: 'a.ipynb' })).toHaveLength(1);
    expect(findBlocks(notebook(cells, { language_info: { name: 'R' } }), { fileName: 'a.ipynb' })).toEqual(
      [],
    );
  });

  it.each(['', '[]', '{"cells": 1}', '{"cells": [{"cell_type": "code"}]}', text.slice(0, 200)])(
    'that is broken has none: %#',
    (broken) => {
      expect(findBlocks(broken, { fileName: 'a.ipynb' })).toEqual([]);
    },
  );

  it('of which the end is missing has what is there', () => {
    expect(findBlocks(text.slice(0, text.indexOf('"nbformat"')), { fileName: 'a.ipynb' })).toHaveLength(2);
  });
});
