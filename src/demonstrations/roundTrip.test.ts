import { describe, expect, it } from 'vitest';
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
      expect(parseDemonstrations(render(demonstrations), hint).demonstrations).toEqual(demonstrations);
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
  ];

  it.each(['a.md', 'a.py', 'a.ts', 'a.csv', 'a.jsonl', 'a.txt'])(
    'is searched in %s without a failure, and offsets stay inside of it',
    (fileName) => {
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
    },
  );

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
  ])(
    'takes bounded time with %s',
    (_, text) => {
      const started = performance.now();
      for (const fileName of ['a.md', 'a.py', 'a.ts', 'a.txt']) findBlocks(text, { fileName });
      expect(performance.now() - started).toBeLessThan(LINEAR);
    },
    60_000,
  );
});
