import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChallengeResult } from '../engine/methods';
import { ofEachArm } from '../mend/challenge/arms';
import { UserError } from '../shared/errors';
import { run } from './run';
import { fakeSurroundings } from './testing/fakeSurroundings';

const TINY = resolve('test/fixtures/tiny-gpt2');
const answers = ['pos', 'neg', 'pos', 'neg', 'pos', 'neg'];
const result: ChallengeResult = {
  seeds: [13, 21].map((seed) => ({
    seed,
    demonstrations: 2,
    queries: [0, 1, 2, 3, 4, 5],
    answers,
    arms: ofEachArm(() => ({ prefixTokens: 4, predictions: answers })),
  })),
  repeated: 0,
  split: false,
  model: 'tiny',
  dtype: 'fp32',
  provider: 'cpu',
  machine: 'linux x64, 2 cores, A processor',
};
const demonstrations = [
  { input: 'good film', output: 'pos' },
  { input: 'bad film', output: 'neg' },
];
const args = ['challenge', 'few.txt', '--queries', 'queries.tsv', '--model', TINY];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-cli-'));
  await writeFile(join(folder, 'few.txt'), 'Text: good film\nLabel: pos\n\nText: bad film\nLabel: neg\n');
  await writeFile(join(folder, 'queries.tsv'), 'input\toutput\nfine film\tpos\n');
  await writeFile(join(folder, 'unlabelled.jsonl'), '{"input": "fine film"}\n');
});

describe('mend challenge', () => {
  it('prints the report, and with --json every answer', async () => {
    const fake = fakeSurroundings(folder, { challenge: () => result });
    expect(await run([...args, '--vectors', '3'], fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toEqual({
      model: { folder: TINY },
      demonstrations,
      queries: [{ input: 'fine film', output: 'pos' }],
      vectors: 3,
    });
    expect(fake.stdout()).toContain('\n**No difference shown between the distilled vectors and any');
    expect(fake.stdout()).toContain('| distilled | the distilled vectors | 100.0 | 100.0 |');
    const json = fakeSurroundings(folder, { challenge: () => result });
    await run([...args, '--json'], json.surroundings);
    expect(JSON.parse(json.stdout())).toMatchObject({
      seeds: result.seeds,
      arms: { distilled: { accuracy: { mean: 1, worst: 1 } } },
      comparisons: expect.arrayContaining([
        expect.objectContaining({ rival: 'full ICL', finding: 'noDifferenceShown' }),
      ]) as unknown,
    });
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('splits the demonstrations where no queries are given', async () => {
    const fake = fakeSurroundings(folder, { challenge: () => ({ ...result, split: true }) });
    expect(await run(['challenge', 'few.txt', '--model', TINY], fake.surroundings)).toBe(0);
    expect(fake.calls[0]?.params).toEqual({ model: { folder: TINY }, demonstrations });
    expect(fake.stdout()).toContain('other rows of the same file asked');
  });

  it('saves the report, and its figures beside it', async () => {
    const fake = fakeSurroundings(folder, { challenge: () => result });
    expect(await run([...args, '-o', 'report.md'], fake.surroundings)).toBe(0);
    expect(fake.stdout()).toBe(`${join(folder, 'report.md')}\n${join(folder, 'report.json')}\n`);
    expect(await readFile(join(folder, 'report.md'), 'utf8')).toContain('# MEND: Equal-budget challenge');
    expect(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))).toMatchObject({ model: 'tiny' });
  });

  it('writes nothing when it is cancelled, or cannot be saved', async () => {
    const cancelled = fakeSurroundings(folder, {
      challenge: () => {
        throw new UserError('cancelled', 'Cancelled.');
      },
    });
    expect(await run([...args, '-o', 'report.md'], cancelled.surroundings)).toBe(1);
    const fake = fakeSurroundings(folder, { challenge: () => result });
    expect(await run([...args, '-o', 'none/report.md'], fake.surroundings)).toBe(1);
    expect(fake.stderr()).toMatch(/report\.md cannot be written because the folder .*none does not exist/);
    expect(await readdir(folder)).toHaveLength(3);
  });

  it.each([
    ['no labels', ['challenge', 'few.txt', '--queries', 'unlabelled.jsonl', '--model', TINY], /output/],
    ['a missing file', ['challenge', 'few.txt', '--queries', 'no.csv', '--model', TINY], /^no\.csv does not/],
  ])('refuses %s', async (_, argv, message) => {
    const fake = fakeSurroundings(folder);
    expect(await run(argv, fake.surroundings)).toBe(1);
    expect(fake.stderr()).toMatch(message);
    expect(fake.made()).toBe(0);
  });
});
