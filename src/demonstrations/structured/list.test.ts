import { describe, expect, it } from 'vitest';
import { findBlocks, parseDemonstrations } from '..';

const expected = [
  { input: 'good film', output: 'positive' },
  { input: 'bad film', output: 'negative' },
];

describe('records in YAML', () => {
  it.each([
    ['a list', '- input: good film\n  output: positive\n- input: bad film\n  output: negative\n'],
    [
      'a list under a key, with comments and anchors',
      'task: &t sentiment # which\nexamples:\n  # first\n  - &one\n    review: "good film"\n    sentiment: positive\n\n  - review: bad film # last\n    sentiment: \'negative\'\n',
    ],
    [
      'flow style',
      'few_shots: [{input: good film, output: positive}, {input: "bad film", output: negative}]\n',
    ],
    [
      'blocks',
      'demos:\n  - input: >-\n      good\n      film\n    output: |\n      positive\n  - input: |-\n      bad film\n    output: negative\n',
    ],
    [
      'any two names',
      'examples:\n  - film: good film\n    verdict_of_critics: positive\n  - film: bad film\n    verdict_of_critics: negative\n',
    ],
    ['pairs', 'shots:\n  - [good film, positive]\n  - - bad film\n    - negative\n'],
    [
      'a second document',
      'kind: config\n---\nexamples:\n- {text: good film, label: positive}\n- {text: bad film, label: negative}\n',
    ],
    [
      'merged maps',
      'base: &b {label: positive}\nexamples:\n  - <<: *b\n    text: good film\n  - text: bad film\n    label: negative\n',
    ],
  ])('are read from %s', (_, text) => {
    const [block, ...rest] = findBlocks(text, { fileName: 'a.yaml' });
    expect(rest).toEqual([]);
    expect(block).toMatchObject({ format: 'yaml', demonstrations: expected });
    expect(block?.unsure).toBeUndefined();
    const parts = block?.ranges.map(({ start, end }) => text.slice(start, end)) ?? [];
    expect(parts[0]).toMatch(/good\s+film/);
    expect(parts[1]).toMatch(/bad film[^]*negative['}\]]?$/);
  });

  it('keep options and numbers', () => {
    const text =
      'examples:\n- {input: 1, output: true, options: [true, false]}\n- {input: 2.5, output: false, options: [true, false]}\n';
    expect(findBlocks(text, { fileName: 'a.yml' })[0]?.demonstrations).toEqual([
      { input: '1', output: 'true', options: ['true', 'false'] },
      { input: '2.5', output: 'false', options: ['true', 'false'] },
    ]);
  });

  it.each([
    [
      'a workflow',
      'on: push\njobs:\n  test:\n    steps:\n      - name: Install\n        run: npm ci\n      - name: Test\n        run: npm test\n    outputs: {x: y}\n',
    ],
    ['a service', 'spec:\n  ports:\n    - {name: http, port: 80}\n    - {name: https, port: 443}\n'],
    ['a playbook', '- name: Install\n  hosts: all\n- name: Start\n  hosts: web\n'],
    ['a schema', 'examples:\n  - one\n  - two\n'],
    ['menus', 'commands:\n  - title: Open\n    category: File\n  - title: Close\n    category: File\n'],
    ['edges of a graph', 'edges:\n  - {source: a, target: b}\n  - {source: b, target: c}\n'],
  ])('are not seen in %s', (_, text) => {
    expect(findBlocks(text, { fileName: 'a.yml' })).toEqual([]);
  });

  it.each([
    [
      'an open bracket',
      'examples: [{input: a, output: b}, {input: c, output: d}\n',
      'a bracket is not closed',
    ],
    [
      'an open quote',
      'examples:\n- input: a\n  output: b\n- input: "c\n  output: d\n',
      'Missing closing "quote',
    ],
  ])('name the line of %s', (_, text, reason) => {
    expect(findBlocks(text, { fileName: 'a.yml' })).toEqual([]);
    expect(() => parseDemonstrations(text, { fileName: 'a.yml' })).toThrow(
      new RegExp(`^The YAML is not valid at line \\d+ \\(.*${reason}.*\\): correct it there\\.$`),
    );
  });

  it('are found beside what is broken', () => {
    const text = 'examples:\n- {input: a, output: b}\n- {input: c, output: d}\nother: "open\n';
    expect(findBlocks(text, { fileName: 'a.yml' })[0]?.demonstrations).toHaveLength(2);
  });
});

describe('records in JSON', () => {
  it('are read from a file of LangSmith and from a prompt of LangChain', () => {
    const langSmith = [
      { inputs: { question: 'good film' }, outputs: { answer: 'positive' } },
      { inputs: { question: 'bad film' }, outputs: { answer: 'negative' } },
    ];
    expect(findBlocks(JSON.stringify(langSmith), { fileName: 'a.json' })[0]?.demonstrations).toEqual(
      expected,
    );
    const langChain = {
      _type: 'few_shot',
      examples: [
        { word: 'tall', antonym: 'short' },
        { word: 'fat', antonym: 'thin' },
      ],
    };
    expect(findBlocks(JSON.stringify(langChain), { fileName: 'a.json' })[0]?.demonstrations[1]).toEqual({
      input: 'fat',
      output: 'thin',
    });
  });

  it('put several inputs on a line each', () => {
    const data = [
      { inputs: { premise: 'a', hypothesis: 'b' }, outputs: { label: 'yes' } },
      { inputs: { premise: 'c', hypothesis: 'd' }, outputs: { label: 'no' } },
    ];
    expect(parseDemonstrations(JSON.stringify(data)).demonstrations[1]).toEqual({
      input: 'premise: c\nhypothesis: d',
      output: 'no',
    });
  });

  it('may have comments, and be one of many lists', () => {
    const text =
      '{ // data\n"a": [{"question": "1+1", "answer": 2}, {"question": "2+2", "answer": 4},],\n"b": {"train": [{"tweet": "x", "stance": "for"}, {"tweet": "y", "stance": "against"}]}}';
    expect(findBlocks(text, { fileName: 'a.json' }).map(({ demonstrations }) => demonstrations)).toEqual([
      [
        { input: '1+1', output: '2' },
        { input: '2+2', output: '4' },
      ],
      [
        { input: 'x', output: 'for' },
        { input: 'y', output: 'against' },
      ],
    ]);
  });

  it.each([
    [
      'a manifest',
      '{"contributes": {"commands": [{"title": "A", "category": "C", "command": "a"}, {"title": "B", "category": "C", "command": "b"}]}}',
    ],
    ['a graph', '{"links": [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}]}'],
    ['deep nesting', '['.repeat(100_000)],
    ['nothing but braces', '{'.repeat(100_000)],
  ])('are not seen in %s', (_, text) => {
    expect(findBlocks(text, { fileName: 'a.json' })).toEqual([]);
  });
});

describe('records in programs', () => {
  it.each([
    [
      'a list of dictionaries',
      'a.py',
      'EXAMPLES: list[dict[str, str]] = [\n    {"input": "good film", "output": "positive"},\n    {"input": "bad film", "output": "negative"},\n]\n',
    ],
    [
      'examples of DSPy',
      'a.py',
      'trainset = [\n    dspy.Example(question="good film", answer="positive").with_inputs("question"),\n    dspy.Example(question="bad film", answer="negative").with_inputs("question"),\n]\n',
    ],
    [
      'pairs',
      'a.py',
      "few_shot_examples = [\n  ('good film', 'positive'),\n  ('bad film', 'negative'),\n]\n",
    ],
    [
      'an argument',
      'a.py',
      'prompt = FewShotPromptTemplate(\n  examples=[{"film": "good film", "verdict": "positive"}, {"film": "bad film", "verdict": "negative"}],\n  suffix="x")\n',
    ],
    [
      'a dedented text',
      'a.py',
      'shots = [\n  {"input": dedent("""good film"""), "output": "positive"},\n  {"input": "bad film".strip(), "output": "negative"}]\n',
    ],
    [
      'objects',
      'a.ts',
      "export const examples: readonly Example[] = [\n  { input: 'good film', output: `positive` }, // one\n  { 'input': \"bad film\", output: 'negative', },\n] as const;\n",
    ],
    [
      'a property',
      'a.ts',
      "const prompt = { fewShots: [['good film', 'positive'], ['bad film', 'negative']], n: 3 / 4 };\n",
    ],
    [
      'JSX around it',
      'a.tsx',
      "const x = <p>it's</p>;\nconst demos = [{ q: 'good film', a: 'positive' }, { q: 'bad film', a: 'negative' }];\n",
    ],
  ])('are read from %s', (_, fileName, text) => {
    const [block, ...rest] = findBlocks(text, { fileName });
    expect(rest).toEqual([]);
    expect(block).toMatchObject({ format: 'literal', demonstrations: expected });
    expect(block?.ranges.map(({ start, end }) => text.slice(start, end))[1]).toMatch(
      /^\S[^]*bad film[^]*negative[^]*\S$/,
    );
  });

  it('leave out what only running the program would tell', () => {
    const text =
      'examples = [{"input": "a", "output": "x"}, *more, {"input": "b", "output": "y"}, load("c")]\n';
    expect(findBlocks(text, { fileName: 'a.py' })[0]?.demonstrations).toHaveLength(2);
    const unknown = 'examples = [{"input": name, "output": "x"}, {"input": "b", "output": label()}]\n';
    expect(findBlocks(unknown, { fileName: 'a.py' })).toEqual([]);
  });

  it.each([
    [
      'parts of a user interface',
      "const items = [{ text: 'Home', label: 'Go home' }, { text: 'Help', label: 'Get help' }];",
    ],
    ['subscripts', 'x = rows["input"]["output"]\ny = a[0][1]\n'],
    ['tests of functions', "it.each([['a', 'b'], ['c', 'd']])('does %s', () => {});"],
    ['open brackets', 'examples = [{"input": "a", '.repeat(3000)],
  ])('are not seen in %s', (_, text) => {
    for (const fileName of ['a.ts', 'a.py']) expect(findBlocks(text, { fileName })).toEqual([]);
  });
});
