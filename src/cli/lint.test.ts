import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './run';
import { fakeSurroundings } from './testing/fakeSurroundings';

const good = ['red', 'blue', 'green'].map((word) => `Q: ${word}\nA: ${word.length}`).join('\n\n');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-lint-'));
  const files: Record<string, string> = {
    'good.txt': good,
    'spaces.txt': `${good.replace('A: 3', 'A: 3  ')}\n`,
    'repeated.txt': `Prose.\r\n\r\n${good}\n\nQ: red\nA: 3`,
    'prose.txt': 'Nothing but prose.\n',
    'outside.jsonl': ['a', 'b', 'c']
      .map((input) => JSON.stringify({ input, output: input === 'b' ? 'x' : 'y', options: ['y', 'z'] }))
      .join('\n'),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

async function lint(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const fake = fakeSurroundings(folder);
  const code = await run(['lint', ...args], fake.surroundings);
  expect(fake.made()).toBe(0);
  return { code, out: fake.stdout(), err: fake.stderr() };
}

describe('lint', () => {
  it('finds nothing in good demonstrations', async () => {
    expect(await lint('good.txt')).toEqual({ code: 0, out: 'good.txt: nothing found\n', err: '' });
  });

  it('names file, line and column, and exits with 1 for a warning', async () => {
    expect(await lint('repeated.txt')).toEqual({
      code: 1,
      out: 'repeated.txt:12:1: warning: Demonstration 4 (line 12) repeats demonstration 1 (line 3): remove one of them. [near-duplicate]\n',
      err: 'repeated.txt has a warning: correct what is listed, or switch rules off with --rules.\n',
    });
  });

  it('exits with 0 where there is no more than advice, unless that is set to a warning', async () => {
    expect(await lint('spaces.txt')).toMatchObject({ code: 0, err: '' });
    expect(await lint('spaces.txt', '--rules', 'trailing-whitespace=warning')).toMatchObject({ code: 1 });
    expect(await lint('repeated.txt', '--rules', 'near-duplicate=off, label-order=info')).toMatchObject({
      code: 0,
    });
  });

  it('gives JSON', async () => {
    const { out } = await lint('spaces.txt', '--json');
    expect(JSON.parse(out)).toEqual({
      file: 'spaces.txt',
      findings: [
        {
          rule: 'trailing-whitespace',
          severity: 'info',
          message: expect.stringContaining('Line 2 ends in 2 spaces') as string,
          start: { line: 2, column: 5 },
          end: { line: 2, column: 7 },
        },
      ],
    });
  });

  it('finds what compress would refuse', async () => {
    expect((await lint('outside.jsonl')).out).toContain('[output-outside-options]');
  });

  it('says so where there are no demonstrations, or no file', async () => {
    expect(await lint('prose.txt')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^No demonstrations were found/) as string,
    });
    expect(await lint('none.txt')).toMatchObject({ code: 1, out: '' });
  });

  it.each([
    [[]],
    [['good.txt', 'x']],
    [['good.txt', '--rules', 'no-such=off']],
    [['good.txt', '--rules', 'label-order=loud']],
  ])('refuses the arguments %j', async (args) => {
    expect((await lint(...args)).code).toBe(2);
  });

  it('counts tokens with a model that is named', async () => {
    const report = {
      each: [
        { tokens: 4, fate: 'whole' },
        { tokens: 4, fate: 'whole' },
        { tokens: 0, fate: 'dropped' },
      ],
      total: 8,
      budget: 8,
      used: 2,
    };
    const fake = fakeSurroundings(folder, { countTokens: () => report }, { modelFolders: ['test/fixtures'] });
    expect(await run(['lint', 'good.txt', '--model', 'tiny-gpt2'], fake.surroundings)).toBe(1);
    expect(fake.stdout()).toContain('does not fit into the 8 tokens that tiny-gpt2 reads');
    expect(fake.disposed()).toBe(1);
  });
});
