import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOperations } from '../engine/operations';
import { readManifest } from '../models/readManifest';
import { type TinyModel, tinyFolder, tinyModels } from '../models/testing/tinyModel';
import { run } from './run';
import { fakeSurroundings } from './testing/fakeSurroundings';

const modelFolders = tinyModels.map(tinyFolder);
const queries = ['{"input":"fine film","output":"pos"}', '{"input":"dull film","output":"neg"}'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-cli-families-'));
  await writeFile(join(folder, 'demos.csv'), 'input,output\ngood film,pos\nbad film,neg\n');
  await writeFile(join(folder, 'queries.jsonl'), `${queries.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command line over the engine itself. */
async function mend(...args: string[]) {
  const createEngine = () => Promise.resolve(createOperations({ providers: ['cpu'], threads: 1 }));
  const fake = fakeSurroundings(folder, {}, { modelFolders, createEngine });
  const code = await run([...args, '--json'], fake.surroundings);
  return { code, stdout: fake.stdout(), stderr: fake.stderr() };
}

/** Vectors where nobody asks for a number: `tiny-t5-encoder` keeps to four times fewer than the tokens, of which there are 24 to 27. */
const usual = (name: TinyModel): number => (name === 'tiny-t5-encoder' ? 6 : 8);

const stranger = (name: TinyModel): TinyModel => (name === 'tiny-gpt2' ? 'tiny-t5' : 'tiny-gpt2');

describe.each(tinyModels)('the command line with %s', (name) => {
  const file = `${name}.mend.safetensors`;

  it('compresses, and answers by the model that the vectors were made for', async () => {
    const { code, stdout } = await mend('compress', 'demos.csv', '-o', file, '--model', name);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ model: name, vectors: usual(name), width: 32 });
    const answered = await mend('predict', file, '--input', 'fine film', '--demos', 'demos.csv');
    expect(answered.code).toBe(0);
    expect(JSON.parse(answered.stdout)).toMatchObject({
      options: ['pos', 'neg'],
      arms: { zeroShot: { prefixTokens: 0 }, distilled: { prefixTokens: usual(name) } },
    });
  });

  it('refuses the vectors by a model of the other family, in one sentence', async () => {
    const here = stranger(name);
    const { code, stdout, stderr } = await mend('predict', file, '--input', 'x', '--model', here);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    const [made, other] = [await readManifest(tinyFolder(name)), await readManifest(tinyFolder(here))];
    expect(stderr).toBe(
      `${join(folder, file)} was made for the family ${made.family}, but the model here has ${other.family}: ` +
        'choose the model it was made for, or distil again.\n',
    );
  });

  it('evaluates', async () => {
    const args = ['evaluate', '--demos', 'demos.csv', '--queries', 'queries.jsonl', '--model', name];
    const { code, stdout } = await mend(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ n: 2, arms: { distilled: { prefixTokens: usual(name) } } });
  });
});

it('lists the family of each model', async () => {
  const { models } = JSON.parse((await mend('models', 'list')).stdout) as {
    models: { id: string; family: string }[];
  };
  expect(models.map(({ id, family }) => [id, family])).toEqual([
    ['tiny-gpt2', 'gpt2'],
    ['tiny-t5', 't5'],
    ['tiny-t5-encoder', 't5'],
  ]);
});
