import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { findBlocks, parseDemonstrations } from './blocks';
import type { Demonstration } from './types';

/** Seeded generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Milliseconds. Linear work takes well under a second here; quadratic work takes minutes, on a busy machine more. */
const LINEAR = 15_000;

const WORDS = [
  'film',
  'naïve',
  '12:30',
  'a;b',
  'c,d',
  '"quoted"',
  "it's",
  'x|y',
  '{z}',
  '`code`',
  '\\n',
  '${v}',
  '日本',
  '😀',
  'and:',
  '#tag',
  '->',
  '*',
];

function makeText(random: () => number, lines: number): string {
  const line = () =>
    [
      'the',
      ...Array.from(
        { length: 1 + Math.floor(random() * 6) },
        () => WORDS[Math.floor(random() * WORDS.length)],
      ),
      'end',
    ].join(' ');
  return Array.from({ length: 1 + Math.floor(random() * lines) }, line).join('\n');
}

function makeDemonstrations(random: () => number, count: number, lines: number): Demonstration[] {
  return Array.from({ length: count }, () => ({
    input: makeText(random, lines),
    output: makeText(random, 1),
  }));
}

const cell = (value: string) => `"${value.replaceAll('"', '""')}"`;
const fields =
  (input: string, output: string, between: string) => (demonstrations: readonly Demonstration[]) =>
    demonstrations.map((item) => `${input} ${item.input}\n${output} ${item.output}`).join(between);
const plain = fields('Input:', 'Output:', '\n\n');

/** Messages of a chat, whose last question is open. */
const messages = (items: readonly Demonstration[]) => [
  { role: 'system', content: 'Answer: now.' },
  ...items.flatMap(({ input, output }) => [
    { role: 'user', content: input },
    { role: 'assistant', content: output },
  ]),
];
const tableCell = (value: string) => value.replaceAll('|', '\\|').replaceAll('\n', '<br>');
const single = (value: string) => `'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`;
const notebook = (items: readonly Demonstration[]) => ({
  cells: [
    { cell_type: 'markdown', source: plain(items).split(/(?<=\n)/) },
    { cell_type: 'code', source: ['x = 1  # a: b\n'] },
  ],
});

const RENDERERS: readonly [
  string,
  { fileName?: string },
  (demonstrations: readonly Demonstration[]) => string,
][] = [
  ['JSON Lines', {}, (items) => items.map((item) => JSON.stringify(item)).join('\n')],
  ['JSON', {}, (items) => JSON.stringify(items, undefined, 2)],
  [
    'CSV',
    { fileName: 'a.csv' },
    (items) => ['text,label', ...items.map((item) => `${cell(item.input)},${cell(item.output)}`)].join('\n'),
  ],
  [
    'TSV',
    {},
    (items) =>
      ['Label\tText', ...items.map((item) => `${cell(item.output)}\t${cell(item.input)}`)].join('\r\n'),
  ],
  ['a chat', { fileName: 'a.json' }, (items) => JSON.stringify({ messages: messages(items) }, undefined, 1)],
  ['a chat in YAML', { fileName: 'a.prompt.yml' }, (items) => stringify({ messages: messages(items) })],
  ['records in YAML', { fileName: 'a.yaml' }, (items) => stringify({ examples: items })],
  [
    'tests of promptfoo',
    { fileName: 'a.yaml' },
    (items) =>
      stringify({
        tests: items.map(({ input, output }) => ({
          vars: { text: input },
          assert: [{ type: 'equals', value: output }],
        })),
      }),
  ],
  [
    'a DSPy program',
    { fileName: 'a.json' },
    (items) =>
      JSON.stringify({ predict: { traces: [], demos: items.map((item) => ({ augmented: true, ...item })) } }),
  ],
  ['text in YAML', { fileName: 'a.yaml' }, (items) => stringify({ prompt: plain(items) }, { lineWidth: 0 })],
  ['text in JSON', { fileName: 'a.json' }, (items) => JSON.stringify({ prompt: plain(items) })],
  ['a notebook', { fileName: 'a.ipynb' }, (items) => JSON.stringify(notebook(items), undefined, 1)],
  [
    'records in Python',
    { fileName: 'a.py' },
    (items) =>
      `x = [\n${items.map((item) => `  {"input": ${single(item.input)}, 'output': ${single(item.output)}},  # it's\n`).join('')}]\n`,
  ],
  [
    'messages in TypeScript',
    { fileName: 'a.ts' },
    (items) =>
      `const x = ${JSON.stringify(messages(items)).replace(/"(role|content)":/g, '$1: ')} as const; // it's\n`,
  ],
  [
    'a table',
    { fileName: 'a.md' },
    (items) =>
      `| Output | Input |\n|---|---|\n${items.map((item) => `| ${tableCell(item.output)} | ${tableCell(item.input)} |\n`).join('')}`,
  ],
  [
    'a Prompty file',
    { fileName: 'a.prompty' },
    (items) => items.map((item) => `user:\n${item.input}\n\nassistant:\n${item.output}\n\n`).join(''),
  ],
  ['fields', {}, plain],
  ['fields and rules', {}, fields('Q:', 'A:', '\n---\n')],
  ['bold fields', { fileName: 'a.md' }, fields('**Review:**', '**Sentiment:**', '\n\n')],
  ['unknown fields', {}, fields('Foo bar:', 'Qux:', '\n###\n')],
  ['headings', { fileName: 'a.md' }, fields('## Task text\n', '## Its answer\n', '\n\n')],
  [
    'a TypeScript literal',
    { fileName: 'a.ts' },
    (items) => `// it's\nexport const x = ${JSON.stringify(plain(items))};\n`,
  ],
  [
    'a template',
    { fileName: 'a.ts' },
    (items) => `const x = \`${plain(items).replace(/[\\`$]/g, '\\$&')}\`;`,
  ],
  [
    'a Python literal',
    { fileName: 'a.py' },
    (items) => `x = """\n${plain(items).replace(/["\\]/g, '\\$&')}\n"""\n`,
  ],
];

describe.each(RENDERERS)('what is written as %s', (_, hint, render) => {
  it('is read as it was', () => {
    const random = generator(7);
    for (let round = 0; round < 40; round += 1) {
      const demonstrations = makeDemonstrations(random, 2 + Math.floor(random() * 6), 3);
      const text = render(demonstrations);
      const { demonstrations: read, ranges, start, end } = parseDemonstrations(text, hint);
      expect(read).toEqual(demonstrations);
      expect(ranges).toHaveLength(read.length);
      ranges.reduce((before, range) => {
        expect(range.start).toBeGreaterThanOrEqual(before);
        expect(range.end).toBeGreaterThan(range.start);
        // The first and the last word of what is there, with whatever stands between the lines.
        expect(text.slice(range.start, range.end)).toMatch(/the[^]*end/);
        return range.end;
      }, start);
      expect(ranges.at(-1)?.end).toBeLessThanOrEqual(end);
    }
  });

  it('takes time in proportion to its length', () => {
    const text = render(makeDemonstrations(generator(8), 10_000, 2));
    const started = performance.now();
    expect(parseDemonstrations(text, hint).demonstrations).toHaveLength(10_000);
    expect(findBlocks(text, hint).length).toBeLessThanOrEqual(1);
    expect(performance.now() - started).toBeLessThan(LINEAR);
  }, 60_000);
});

describe('any text', () => {
  const PIECES = [
    'Input:',
    'Output:',
    'A:',
    'Foo:',
    '\n',
    '\n\n',
    ' ',
    '{"input":"a"',
    '}',
    '"""',
    "'",
    '`',
    '```\n',
    '# ',
    '## Q',
    '**',
    ',',
    '\t',
    '[{',
    ']',
    '\\',
    '${',
    '/',
    'x',
    ' -> ',
    '| a | b |\n',
    '|---|---|\n',
    '- ',
    '"role": "user", "content":',
    'user:\n',
    '---\n',
    '(',
    ')',
  ];

  const FILES = [
    'a.md',
    'a.py',
    'a.ts',
    'a.csv',
    'a.jsonl',
    'a.txt',
    'a.json',
    'a.yaml',
    'a.prompty',
    'a.ipynb',
  ];

  it.each(FILES)('is searched in %s without a failure, and offsets stay inside of it', (fileName) => {
    const random = generator(9);
    for (let round = 0; round < 300; round += 1) {
      const text = Array.from(
        { length: Math.floor(random() * 60) },
        () => PIECES[Math.floor(random() * PIECES.length)],
      ).join('');
      for (const { start, end, demonstrations } of findBlocks(text, { fileName })) {
        expect(demonstrations.length).toBeGreaterThanOrEqual(2);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }
  });

  it.each([
    [
      'labels that never repeat',
      Array.from(
        { length: 20_000 },
        (_, index) => `n${String.fromCharCode(97 + (index % 26))}x${index}y: v`,
      ).join('\n'),
    ],
    ['one label', 'Note: v\n'.repeat(20_000)],
    ['blank space', `Input: a\n${' '.repeat(200_000)}\nOutput: b${' \n'.repeat(100_000)}`],
    ['open fences', '```\nA: b\n'.repeat(10_000)],
    ['quotes', '"'.repeat(100_000)],
    ['slashes', 'a = /['.repeat(50_000)],
    ['template substitutions', '`${'.repeat(20_000)],
    ['bold marks', '**a'.repeat(50_000)],
    ['colons', 'A: '.repeat(50_000)],
    ['braces', '{"'.repeat(50_000)],
    ['brackets', '['.repeat(100_000)],
    ['lists and maps', '[{'.repeat(50_000)],
    ['calls', 'x = [f('.repeat(20_000)],
    ['dashes', '- - '.repeat(1000)],
    ['rules of tables', '|---|---|\n'.repeat(20_000)],
    ['arrows', 'a -> '.repeat(50_000)],
    ['aliases', 'a: &a [*a, *a]\n'.repeat(10_000)],
  ])(
    'takes bounded time with %s',
    (_, text) => {
      const started = performance.now();
      for (const fileName of FILES) findBlocks(text, { fileName });
      expect(performance.now() - started).toBeLessThan(LINEAR);
    },
    60_000,
  );
});
