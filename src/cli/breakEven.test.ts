import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BreakEvenResult } from '../engine/methods';
import { run } from './run';
import { fakeSurroundings } from './testing/fakeSurroundings';

const TINY = resolve('test/fixtures/tiny-gpt2');
const way = (edit: number, answer: number) => ({
  first: Array<number>(7).fill(edit + answer),
  edit: Array<number>(7).fill(edit),
  answer: Array<number>(7).fill(answer),
  keptBytes: 4096,
  prefixTokens: 4,
});
const measured: BreakEvenResult = {
  costs: { zeroShot: way(0, 2), fullIcl: way(0, 40), exactKv: way(39, 6), distilled: way(70, 4) },
  rounds: 7,
  tokens: 200,
  vectors: 4,
  queryTokens: 9,
  options: 2,
  model: 'tiny',
  dtype: 'fp32',
  provider: 'cpu',
  machine: 'linux x64, 2 cores, A processor',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-cli-'));
  await writeFile(join(folder, 'few.txt'), 'Text: good film\nLabel: pos\n\nText: bad film\nLabel: neg\n');
});

describe('mend break-even', () => {
  it('prints the report, and with --json what was measured', async () => {
    const fake = fakeSurroundings(folder, { breakEven: () => measured });
    const args = ['break-even', 'few.txt', '--model', TINY, '--vectors', '3'];
    expect(await run(args, fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toEqual({
      model: { folder: TINY },
      demonstrations: [
        { input: 'good film', output: 'pos' },
        { input: 'bad film', output: 'neg' },
      ],
      vectors: 3,
    });
    expect(fake.stdout()).toContain('\n**It depends on how often you edit the demonstrations: ');
    expect(fake.stdout()).toMatch(/- model: tiny, fp32, on cpu\n- machine: linux x64, .*\n- date: \d{4}-/);
    const json = fakeSurroundings(folder, { breakEven: () => measured });
    expect(await run([...args, '--json'], json.surroundings)).toBe(0);
    expect(JSON.parse(json.stdout())).toMatchObject({
      verdict: expect.stringContaining('exact KV from 2 on, and the vectors from 16 on') as string,
      phases: [
        { from: 1, way: 'fullIcl' },
        { from: 2, way: 'exactKv' },
        { from: 16, way: 'distilled' },
      ],
      machine: measured.machine,
    });
  });

  it('refuses what is not there', async () => {
    const fake = fakeSurroundings(folder);
    expect(await run(['break-even', 'no.txt'], fake.surroundings)).toBe(1);
    expect(fake.stderr()).toMatch(/^no\.txt does not exist: /);
    expect(await run(['break-even'], fake.surroundings)).toBe(2);
  });
});
