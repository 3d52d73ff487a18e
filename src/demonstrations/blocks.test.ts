import { describe, expect, it } from 'vitest';
import { blockAt, findBlocks, parseDemonstrations } from './blocks';
import { UserError } from '../shared/errors';

const pairs = (text: string, hint = {}): string[][] =>
  parseDemonstrations(text, hint).demonstrations.map(({ input, output }) => [input, output]);

function failure(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('JSON', () => {
  it('reads JSON Lines with options and an open query', () => {
    const text =
      '{"input":"a","output":"x","options":["x","y"]}\n\n{"input":"b","output":"y"}\n{"input":"c"}\n';
    const block = parseDemonstrations(text);
    expect(block).toEqual({
      format: 'jsonl',
      start: 0,
      end: text.length - 1,
      demonstrations: [
        { input: 'a', output: 'x', options: ['x', 'y'] },
        { input: 'b', output: 'y' },
      ],
      ranges: [
        { start: 0, end: 46 },
        { start: 48, end: 74 },
      ],
      query: 'c',
    });
  });

  it('reads an array, other key names, numbers and booleans', () => {
    expect(pairs('[{"question":"1+1","answer":2},\n{"question":"1<2","answer":true}]')).toEqual([
      ['1+1', '2'],
      ['1<2', 'true'],
    ]);
  });

  it('finds JSON Lines between other text', () => {
    const text = 'Some prose.\n{"input":"a","output":"x"}\n{"input":"b","output":"y"}\nMore prose.';
    const [block] = findBlocks(text);
    expect(text.slice(block!.start, block!.end)).toBe(
      '{"input":"a","output":"x"}\n{"input":"b","output":"y"}',
    );
  });

  it('names the line that is malformed', () => {
    const error = failure(() =>
      parseDemonstrations('{"input":"a","output":"x"}\n\n{"input":"b","output":}\n'),
    );
    expect(error.code).toBe('badInput');
    expect(error.message).toMatch(/^Line 3 is not valid JSON/);
    expect(failure(() => parseDemonstrations('[{"input":"a","output":"x"},\n{"input":}]')).message).toContain(
      'line 2',
    );
  });

  it('names the line whose object is something else', () => {
    const hint = { fileName: 'a.jsonl' };
    expect(failure(() => parseDemonstrations('{"input":"a","output":"x"}\n[1]', hint)).message).toMatch(
      /^Line 2 is not/,
    );
    expect(failure(() => parseDemonstrations('{"foo":"a","bar":"x"}', hint)).message).toMatch(
      /^Line 1 has no "input"/,
    );
    expect(failure(() => parseDemonstrations('{"input":["a"],"output":"x"}', hint)).message).toContain(
      'not a string',
    );
    expect(failure(() => parseDemonstrations('{"input":"a","output":"x","options":"x"}', hint)).code).toBe(
      'badOptions',
    );
    expect(failure(() => parseDemonstrations('{"a":1}', { fileName: 'a.json' })).code).toBe(
      'noDemonstrations',
    );
  });
});

describe('CSV and TSV', () => {
  it('reads named columns in any order and case, quotes and line breaks in values', () => {
    const text = 'id,Label,Text\n1,pos,"good, very ""good"""\n2,neg,"bad\nfilm"\n';
    expect(pairs(text, { fileName: 'x.csv' })).toEqual([
      ['good, very "good"', 'pos'],
      ['bad\nfilm', 'neg'],
    ]);
    expect(parseDemonstrations(text).format).toBe('csv');
  });

  it('takes two columns of any name in order', () => {
    expect(pairs('fr;en\nchat;cat\nchien;dog', { fileName: 'x.csv' })).toEqual([
      ['chat', 'cat'],
      ['chien', 'dog'],
    ]);
    expect(parseDemonstrations('fr\ten\nchat\tcat\nchien\tdog').format).toBe('tsv');
  });

  it('keeps quotes of TSV that mean themselves', () => {
    expect(pairs('text\tlabel\n"so bad\tneg\n"great" film\tpos\n', { fileName: 'x.tsv' })).toEqual([
      ['"so bad', 'neg'],
      ['"great" film', 'pos'],
    ]);
  });

  it('reads rows selected below their header', () => {
    const hint = { fileName: 'x.csv', header: 'label,text' };
    expect(pairs('pos,good\nneg,bad\n', hint)).toEqual([
      ['good', 'pos'],
      ['bad', 'neg'],
    ]);
    expect(failure(() => parseDemonstrations('pos,good\nneg\n', hint)).message).toMatch(/^Line 2 /);
  });

  it('names the ragged row and the open quote', () => {
    const hint = { fileName: 'x.csv' };
    expect(failure(() => parseDemonstrations('text,label\na,b\n"c\nd",e\nf,g,h\n', hint)).message).toMatch(
      /^Line 5 has 3 columns and the header has 2/,
    );
    expect(failure(() => parseDemonstrations('text,label\na,b\nc,"d\n', hint)).message).toMatch(
      /^Line \d is not valid CSV/,
    );
    expect(failure(() => parseDemonstrations('a,b,c\n1,2,3\n', hint)).message).toContain('columns a, b, c');
  });
});

describe('fields', () => {
  const expected = [
    ['good film', 'positive'],
    ['bad film', 'negative'],
  ];

  it.each([
    ['blank lines', 'Input: good film\nOutput: positive\n\nInput: bad film\nOutput: negative\n'],
    ['no separator', 'Q: good film\nA: positive\nQ: bad film\nA: negative'],
    ['rules', 'Text: good film\nLabel: positive\n---\nText: bad film\nLabel: negative\n---\n'],
    ['hashes', 'Text: good film\nLabel: positive\n###\nText: bad film\nLabel: negative\n###'],
    [
      'numbering',
      '1. Review: good film\n   Sentiment: positive\n2. Review: bad film\n   Sentiment: negative',
    ],
    ['numbered names', 'Input 1: good film\nOutput 1: positive\nInput 2: bad film\nOutput 2: negative'],
    [
      'titles',
      'Example 1:\nInput: good film\nOutput: positive\n\nExample 2:\nInput: bad film\nOutput: negative',
    ],
    [
      'other titles',
      '### Scenario 1\nInput: good film\nOutput: positive\n### Scenario 2\nInput: bad film\nOutput: negative',
    ],
    ['unknown names', 'Foo: good film\nBar: positive\nFoo: bad film\nBar: negative'],
    [
      'spaces in names',
      'Movie review: good film\nIts verdict: positive\nMovie review: bad film\nIts verdict: negative',
    ],
    [
      'bold',
      '**Review:** good film\n**Sentiment:** positive\n\n**Review:** bad film\n**Sentiment:** negative',
    ],
    [
      'bold in one line',
      '**Review:** good film **Sentiment:** positive\n**Review:** bad film **Sentiment:** negative',
    ],
    [
      'bold before the colon',
      '**Review**: good film\n**Sentiment**: positive\n**Review**: bad film\n**Sentiment**: negative',
    ],
    [
      'bullets',
      '- **Review:** good film\n  **Sentiment:** positive\n- **Review:** bad film\n  **Sentiment:** negative',
    ],
    [
      'headings',
      '### Input\ngood film\n### Output\npositive\n\n### Input\n\nbad film\n### Output\nnegative\n',
    ],
    ['bold lines', '**Input**\ngood film\n**Output**\npositive\n**Input**\nbad film\n**Output**\nnegative'],
    ['quote marks', '> Input: good film\n> Output: positive\n\n> Input: bad film\n> Output: negative'],
    ['one line', 'Q: good film A: positive\nQ: bad film A: negative'],
    ['one line with bars', 'Tweet: good film | Stance: positive\nTweet: bad film | Stance: negative'],
    ['a colon of another width', '输入：good film\n输出：positive\n输入：bad film\n输出：negative'],
    ['CRLF', 'Input: good film\r\nOutput: positive\r\n\r\nInput: bad film\r\nOutput: negative\r\n'],
    [
      'instructions before',
      'Classify the review:\n\nReview: good film\nLabel: positive\n\nReview: bad film\nLabel: negative',
    ],
    [
      'prose after',
      'Review: good film\nLabel: positive\n\nReview: bad film\nLabel: negative\n\nThat is all.',
    ],
    ['trailing fields', 'Q: good film\nA: positive\nWhy: liked\n\nQ: bad film\nA: negative\nWhy: hated'],
    [
      'fences around values',
      'Input:\n```\ngood film\n```\nOutput: positive\n\nInput:\n```\nbad film\n```\nOutput: negative',
    ],
  ])('reads examples with %s', (_, text) => {
    expect(pairs(text)).toEqual(expected);
    expect(pairs(text, { languageId: 'markdown' })).toEqual(expected);
    expect(findBlocks(text, { languageId: 'markdown' })).toHaveLength(1);
  });

  it('keeps several lines, indentation and fields that belong to the input', () => {
    const text = 'Premise: a\n  b\n\nc\nHypothesis: d\nLabel: yes\n\nPremise: e\nHypothesis: f\nLabel: no\n';
    expect(pairs(text)).toEqual([
      ['a\n  b\n\nc\nHypothesis: d', 'yes'],
      ['e\nHypothesis: f', 'no'],
    ]);
  });

  it('finds no fields in code fences', () => {
    const text =
      'Call it:\n\n```js\nf({\n  name: 1,\n  type: 2,\n});\ng({\n  name: 3,\n  type: 4,\n});\n```\n\nThat is all.\n';
    expect(findBlocks(text, { languageId: 'markdown' })).toEqual([]);
    const values =
      'Input:\n```js\na: 1,\nb: 2\n```\nOutput: x\n\nInput:\n```js\na: 3,\nb: 4\n```\nOutput: y\n';
    expect(pairs(values, { languageId: 'markdown' })).toEqual([
      ['a: 1,\nb: 2', 'x'],
      ['a: 3,\nb: 4', 'y'],
    ]);
  });

  it('keeps names inside of values', () => {
    const text = 'Input: Al: hi\nBo: ho\nAl: bye\nOutput: greeting\nInput: Al: x\nBo: y\nOutput: letters\n';
    expect(pairs(text)).toEqual([
      ['Al: hi\nBo: ho\nAl: bye', 'greeting'],
      ['Al: x\nBo: y', 'letters'],
    ]);
  });

  it.each([
    ['an empty answer', 'Q: a\nA: x\n\nQ: b\nA: y\n\nQ: what now?\nA:'],
    ['no answer', 'Q: a\nA: x\n\nQ: b\nA: y\n\nQ: what now?\n'],
    ['an empty answer and prose', 'Q: a\nA: x\n\nQ: b\nA: y\n\nQ: what now?\nA:\n\nThat is all.'],
  ])('takes an open last example as the query: %s', (_, text) => {
    const block = parseDemonstrations(text);
    expect(block.demonstrations).toHaveLength(2);
    expect(block.demonstrations[1]).toEqual({ input: 'b', output: 'y' });
    expect(block.query).toBe('what now?');
  });

  it('ignores an empty input at the end', () => {
    const block = parseDemonstrations('Q: a\nA: x\n\nQ: b\nA: y\n\nQ:');
    expect(block.demonstrations[1]?.output).toBe('y');
    expect(block).not.toHaveProperty('query');
  });

  it('finds every block of a Markdown document, and the one around the cursor', () => {
    const text =
      '# Films\nIntro.\n\nInput: a\nOutput: x\n\nInput: b\nOutput: y\n\n# Sums\n\nInput: 1\nOutput: 2\nInput: 3\nOutput: 4\n\n' +
      '```jsonl\n{"input":"j","output":"k"}\n{"input":"l","output":"m"}\n```\n\n```\nFoo: 1\nBar: 2\nFoo: 3\nBar: 4\n```\nEnd.\n';
    const hint = { languageId: 'markdown' };
    const blocks = findBlocks(text, hint);
    expect(blocks.map((block) => text.slice(block.start, block.end))).toEqual([
      'Input: a\nOutput: x\n\nInput: b\nOutput: y',
      'Input: 1\nOutput: 2\nInput: 3\nOutput: 4',
      '{"input":"j","output":"k"}\n{"input":"l","output":"m"}',
      'Foo: 1\nBar: 2\nFoo: 3\nBar: 4',
    ]);
    expect(blockAt(text, text.indexOf('Output: 4'), hint)).toEqual(blocks[1]);
    expect(blockAt(text, text.indexOf('"l"'), hint)).toEqual(blocks[2]);
    expect(blockAt(text, text.indexOf('Intro'), hint)).toBeUndefined();
    expect(failure(() => parseDemonstrations(text, hint)).message).toMatch(
      /^There are 4 few-shot blocks \(lines 4-8, lines 12-15, /,
    );
  });
});

describe('strings of source code', () => {
  const block = 'Text: it\'s "good"\nLabel: pos\n\nText: bad\nLabel: neg\n\nText: new\nLabel:';
  const values = [
    ['it\'s "good"', 'pos'],
    ['bad', 'neg'],
  ];

  it.each([
    ['python', `import os\nx = """\n${block}\n"""\ny = 'Foo: 1'\n`],
    ['python', `# don't\nx = f'''${block}'''`],
    ['python', `PROMPT = ${JSON.stringify(block)}  # it's\n`],
    [
      'python',
      `x = (\n  "Text: it's \\"good\\"\\n"  # first\n  "Label: pos\\n\\n"\n  'Text: bad\\nLabel: neg\\n\\nText: new\\nLabel:'\n)`,
    ],
    [
      'python',
      `x = "\\n".join([\n  "Text: it's \\"good\\"",\n  "Label: pos",\n  "Text: bad",\n  "Label: neg", "Text: new", "Label:"])`,
    ],
    ['typescript', `const re = /["'\`]/;\nconst x = \`${block}\`; // don't\n`],
    ['typescript', `const y = a / b; /* it's */\nconst x = ${JSON.stringify(block)};\n`],
    [
      'javascript',
      `const x = 'Text: it\\'s "good"\\nLabel: pos\\n' +\n  'Text: b\\u0061d\\nLabel: \\x6eeg\\n' + "Text: new\\nLabel:";`,
    ],
    [
      'typescript',
      `const x = \`Text: it's "good"\n    Label: pos\n    Text: bad\n    Label: neg\n    Text: new\n    Label:\`;`,
    ],
  ])('decodes %s (%#)', (languageId, text) => {
    const found = parseDemonstrations(text, { languageId });
    expect(found.demonstrations.map(({ input, output }) => [input, output])).toEqual(values);
    expect(found.query).toBe('new');
    expect(text.slice(found.start)).toMatch(/^(Text|"Text)/);
    expect(text.slice(found.start, found.end)).toMatch(/Label:$/);
    // Up to the last word, not to where the next string starts.
    expect(text.slice(found.ranges[1]?.start, found.ranges[1]?.end)).toMatch(/^\s*Text: b[^]*eg$/);
    expect(blockAt(text, text.indexOf('Label'), { languageId })).toEqual(found);
    expect(findBlocks(text, { languageId })).toEqual([found]);
  });

  it('reads JSON Lines in a template', () => {
    const text = 'const x = `\n{"input":"a","output":"x"}\n{"input":"b","output":"y"}\n`;';
    expect(findBlocks(text, { fileName: 'x.ts' })[0]?.format).toBe('jsonl');
  });

  it('reads a selection that lies inside a string', () => {
    expect(pairs("Tweet: it's\nStance: x\nTweet: b\nStance: y", { languageId: 'python' })).toHaveLength(2);
    expect(pairs('Q: a\\nA: x\\nQ: b\\nA: y', { languageId: 'python' })).toEqual([
      ['a', 'x'],
      ['b', 'y'],
    ]);
    expect(pairs('x = "Q: a\\nA: x\\nQ: b\\nA: y"')).toHaveLength(2);
  });

  it('finds nothing in code', () => {
    const python = 'import os\ntry:\n  a\nexcept:\n  b\ntry:\n  c\nexcept:\n  d\n';
    expect(findBlocks(python, { languageId: 'python' })).toEqual([]);
    expect(failure(() => parseDemonstrations(python, { fileName: 'a.py' })).code).toBe('noDemonstrations');
  });
});

describe('what bad input gets', () => {
  it.each([
    ['empty text', ' \n\t\n', 'badInput', /empty/],
    ['a NUL', 'Q: a\nA: \0\nQ: b\nA: c', 'badInput', /binary/],
    [
      'prose',
      'Only prose here.\nAnd: more of it.',
      'noDemonstrations',
      /^No demonstrations were found: .*"Input: good film", "Output: positive"/,
    ],
    ['one demonstration', 'Input: a\nOutput: b\n', 'badDemonstrations', /only one demonstration/],
    ['one JSON object', '{"input":"a","output":"b"}', 'badDemonstrations', /only one demonstration/],
    ['no outputs', 'Input: a\nOutput:\nInput: b\nOutput:\n', 'badDemonstrations', /no outputs/],
    ['no output fields', 'Input: a\n\nInput: b\n\nInput: c', 'badDemonstrations', /no outputs/],
    ['no outputs in JSON', '{"input":"a"}\n{"input":"b"}', 'badDemonstrations', /no outputs/],
    [
      'a missing output',
      'Input: a\nOutput: x\nInput: b\n\nInput: c\nOutput: z',
      'badDemonstrations',
      /^Demonstration 2 \(line 3\) has no output/,
    ],
    [
      'a missing input',
      '{"input":"","output":"x"}\n{"input":"b","output":"y"}',
      'badDemonstrations',
      /^Demonstration 1 \(line 1\) has no input/,
    ],
    [
      'an output that is no option',
      '{"input":"a","output":"x"}\n{"input":"b","output":"z","options":["x","y"]}',
      'badOptions',
      /^Demonstration 2 \(line 2\) has the output "z", which is none of its options \("x", "y"\)/,
    ],
  ])('%s', (_, text, code, message) => {
    const error = failure(() => parseDemonstrations(text));
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[^\n]+[.]$/);
    expect(findBlocks(text)).toEqual([]);
  });

  it('names the place in JSON that only lacks a comma', () => {
    const text = '[{"input":"a","output":"b"}\n{"input":"c","output":"d"}]';
    expect(failure(() => parseDemonstrations(text)).message).toMatch(
      /^The JSON is not valid at line 2 \(comma expected\): correct it there\.$/,
    );
  });

  it('says at the cursor what is wrong', () => {
    expect(failure(() => blockAt('Input: a\nOutput:\nInput: b\nOutput:\n', 3)).message).toMatch(/no outputs/);
    expect(failure(() => blockAt('{"input":"a","output":"b"}\n{"input":}', 3)).message).toMatch(
      /^Line 2 is not/,
    );
  });
});
