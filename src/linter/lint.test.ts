import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from './lint';
import { readDocument } from './readDocument';
import { rules } from './rules';
import { jsonl, prompt, withOutputs } from './testing/lintText';
import { ruleIds } from './types';

const faulty = `${prompt(...withOutputs('a', 'a', 'a', 'b', 'b', 'b'))}  \n\nInput: the harbour was quiet before dawn\nOutput: `;
const idsOf = (findings: readonly { rule: string }[]): string[] =>
  [...new Set(findings.map(({ rule }) => rule))].sort();

describe('lint', () => {
  it('gives what all rules find, in the order of the document, each with its severity', async () => {
    const findings = await lint(readDocument(faulty, {}));
    expect(idsOf(findings)).toEqual(['label-order', 'query-in-demonstrations', 'trailing-whitespace']);
    expect(findings.map(({ start }) => start)).toEqual(
      findings.map(({ start }) => start).sort((a, b) => a - b),
    );
    expect(findings.find(({ rule }) => rule === 'label-order')?.severity).toBe('warning');
    expect(findings.find(({ rule }) => rule === 'trailing-whitespace')?.severity).toBe('info');
  });

  it('leaves out rules that are off, and takes other severities', async () => {
    const settings = { 'label-order': 'off', 'trailing-whitespace': 'warning' } as const;
    const findings = await lint(readDocument(faulty, {}), { rules: settings });
    expect(idsOf(findings)).toEqual(['query-in-demonstrations', 'trailing-whitespace']);
    expect(findings.every(({ severity }) => severity === 'warning')).toBe(true);
  });

  it('stops between rules when it is cancelled', async () => {
    const controller = new AbortController();
    let pauses = 0;
    const pause = (): Promise<void> => {
      pauses += 1;
      if (pauses === 2) controller.abort();
      return Promise.resolve();
    };
    await expect(lint(readDocument(faulty, {}), { signal: controller.signal, pause })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(pauses).toBe(2);
  });

  it('gives each rule at most a hundred findings', async () => {
    const lines = prompt(...withOutputs(...Array.from({ length: 200 }, () => 'a'))).replaceAll('\n', ' \n');
    expect(await lint(readDocument(lines, {}))).toHaveLength(100);
  });

  it('has every rule once, in the order of the documentation', () => {
    expect(rules.map(({ id }) => id)).toEqual([...ruleIds]);
  });
});

describe('the linter is silent', () => {
  const silent = async (text: string, fileName: string, meant = false): Promise<void> =>
    expect(await lint(readDocument(text, { fileName }, meant))).toEqual([]);

  it.each(readdirSync('examples').filter((name) => !name.includes('.queries.')))(
    'about examples/%s',
    async (name) => {
      await silent(readFileSync(join('examples', name), 'utf8'), name, true);
    },
  );

  it.each([
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'package.json',
    'docs/vector-file.md',
    'src/cli/run.ts',
    'training/README.md',
  ])('about %s, which has no demonstrations', async (name) => {
    await silent(readFileSync(name, 'utf8'), name);
  });

  it.each([
    [
      'prices.csv',
      'date,price\n2024-01-01,1.5\n2024-01-02,1.5\n2024-01-02,1.5\n2024-01-03,1.5\n2024-01-04,1.5\n',
    ],
    [
      'notes.md',
      'Name: Ann\nRole: lead\n\nName: Bob\nRole: dev\n\nName: Cy\nRole: dev\n\nName: Cy\nRole: dev\n',
    ],
    ['people.json', JSON.stringify([1, 2, 2, 3].map((id) => ({ name: `n${id}`, age: id })))],
    ['code.py', 'def f(x):\n    if x:\n        return 1\n    else:\n        return 2\n'],
    ['empty.txt', ''],
    ['binary.txt', 'Input: a\0Output: b'],
    ['two.jsonl', jsonl(['a', 'x'], ['a', 'x'])],
    [
      'broken.jsonl',
      '{"input":"a","output":"x"}\n{"input":\n{"input":"a","output":"x"}\n{"input":"a","output":"x"}',
    ],
  ])('about %s', async (fileName, text) => {
    await silent(text, fileName);
  });
});

describe('any text', () => {
  const PIECES = [
    'Input: a',
    'Output: b',
    'Label: c ',
    '\n',
    '\n\n',
    '{"input":"a","output":"b","options":["b"]}',
    '"',
    ',',
    '---',
    '- ',
    '  ',
    '# x',
    '```',
    'text,label',
  ];

  it.each(['a.md', 'a.py', 'a.ts', 'a.csv', 'a.jsonl', 'a.json', 'a.yaml', 'a.txt'])(
    'in %s is checked without a failure; places and edits stay inside of it and do not overlap',
    async (fileName) => {
      let state = 7;
      const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
      for (let round = 0; round < 150; round += 1) {
        const length = Math.floor(random() * 60);
        const text = Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)]).join('');
        for (const finding of await lint(readDocument(text, { fileName }, true))) {
          expect(finding.start).toBeGreaterThanOrEqual(0);
          expect(finding.end).toBeLessThanOrEqual(text.length);
          for (const { edits } of finding.fixes ?? []) {
            const sorted = [...edits].sort((one, other) => one.start - other.start);
            sorted.forEach(({ start, end }, index) => {
              expect(start).toBeGreaterThanOrEqual(sorted[index - 1]?.end ?? 0);
              expect(end).toBeGreaterThanOrEqual(start);
              expect(end).toBeLessThanOrEqual(text.length);
            });
          }
        }
      }
    },
  );
});

describe('a document of a megabyte', () => {
  const words =
    'the quick brown fox jumps over a lazy dog near river bank while children play under bright sun and clouds'.split(
      ' ',
    );
  let state = 3;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const sentence = (): string =>
    Array.from({ length: 20 }, () => words[Math.floor(random() * words.length)]).join(' ');
  const pairs = Array.from({ length: 7600 }, () => [sentence(), random() < 0.5 ? 'good' : 'bad'] as const);

  it.each([
    ['of different demonstrations', pairs],
    ['of the same one', pairs.map(() => ['a quick fox', 'good'] as const)],
    [
      'of nearly the same one',
      pairs.map((_, index) => [`${pairs[0]?.[0] ?? ''} ${pairs[1]?.[0] ?? ''} ${index}`, 'good'] as const),
    ],
  ])(
    '%s takes time in proportion to its length',
    async (_, all) => {
      const document = readDocument(prompt(...all), {});
      expect(document.blocks[0]?.demonstrations.length).toBe(all.length);
      const before = process.cpuUsage();
      await lint(document);
      const { user, system } = process.cpuUsage(before);
      // A tenth of it on an idle machine; quadratic work takes minutes. The time of the processor, since others may keep it busy.
      expect((user + system) / 1000).toBeLessThan(3000);
    },
    60_000,
  );
});
