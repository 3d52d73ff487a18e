import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createOperations } from '../engine/operations';
import { expectationOf } from '../models/expectation';
import { readManifest } from '../models/readManifest';
import { readVectorFile, writeVectorFile } from '../vectors';
import { exampleFile } from '../vectors/testing/exampleFile';
import { run } from './run';
import { fakeSurroundings } from './testing/fakeSurroundings';

const FIXTURES = resolve('test/fixtures');
const families = ['tiny-gpt2', 'tiny-t5', 'tiny-t5-encoder'];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-export-'));
  for (const id of families) {
    const { width, ...fits } = expectationOf(await readManifest(join(FIXTURES, id)));
    const vectors = Float32Array.from({ length: 2 * width }, (_, index) => Math.sin(index));
    const metadata = { ...exampleFile.metadata, ...fits };
    await writeVectorFile(join(folder, `${id}.mend.safetensors`), { metadata, vectors, count: 2, width });
  }
});

/** Runs a command line among the fixtures; what it wrote on both streams. */
async function mend(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const changes = { modelFolders: [FIXTURES], createEngine: () => Promise.resolve(createOperations()) };
  const fake = fakeSurroundings(folder, {}, changes);
  const code = await run(args, fake.surroundings);
  return { code, stdout: fake.stdout(), stderr: fake.stderr() };
}
const exported = (format: string, path: string, ...more: string[]) =>
  mend('export', 'tiny-gpt2.mend.safetensors', '--format', format, '-o', path, ...more);

describe('export', () => {
  it('writes an adapter that names the model as its base', async () => {
    const { code, stdout } = await exported('peft', 'out', '--model', 'tiny-gpt2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file: join(folder, 'tiny-gpt2.mend.safetensors'),
      format: 'peft',
      path: join(folder, 'out'),
      vectors: 2,
      width: 32,
    });
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'out/adapter_config.json'), 'utf8'))).toMatchObject({
      base_model_name_or_path: join(FIXTURES, 'tiny-gpt2'),
    });
  });

  it('names the target LM as the base where no model is given', async () => {
    expect((await exported('peft', 'out')).code).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'out/adapter_config.json'), 'utf8'))).toMatchObject({
      base_model_name_or_path: 'tiny-gpt2-target',
    });
  });

  it.each([
    ['npy', 'NumPy array', '\x93NUMPY'],
    ['vllm', 'PyTorch tensor', 'PK\x03\x04'],
  ])('writes a file for %s', async (format, what, start) => {
    const { code, stdout } = await exported(format, 'out');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^2 vectors of width 32 as a ${what}.*\\n${join(folder, 'out')}\\n$`));
    expect((await readFile(join(folder, 'out'), 'latin1')).startsWith(start)).toBe(true);
  });
});

describe('import', () => {
  it.each(families)('gives the vectors that were exported, which %s answers with', async (id) => {
    expect((await mend('export', `${id}.mend.safetensors`, '--format', 'peft', '-o', 'out')).code).toBe(0);
    const { code, stdout } = await mend('import', 'out', '-o', 'b.mend.safetensors', '--model', id, '--json');
    expect(code).toBe(0);
    const file = join(folder, 'b.mend.safetensors');
    expect(JSON.parse(stdout)).toEqual({ file, model: id, vectors: 2, width: 32 });
    const before = await readVectorFile(join(folder, `${id}.mend.safetensors`));
    expect((await readVectorFile(file)).vectors).toEqual(before.vectors);
    const ask = (name: string) =>
      mend('predict', name, '--input', 'x', '--options', 'a,b', '--model', id, '--json');
    const probabilities = async (name: string): Promise<unknown> =>
      (JSON.parse((await ask(name)).stdout) as { arms: { distilled: { probabilities: unknown } } }).arms
        .distilled.probabilities;
    expect(await probabilities('b.mend.safetensors')).toEqual(await probabilities(`${id}.mend.safetensors`));
    const inspected = await mend('inspect', 'b.mend.safetensors');
    expect(inspected.stdout).toMatch(/\n {2}distiller_id +imported\n/);
  });
});

describe('failures', () => {
  it.each<[string, string[], RegExp]>([
    ['vectors that are missing', ['export', 'no', '--format', 'npy', '-o', 'out'], /no does not exist: /],
    [
      'a path that exists',
      ['export', 'V', '--format', 'npy', '-o', 'taken'],
      /taken exists: name another path/,
    ],
    ['a folder that exists', ['export', 'V', '--format', 'peft', '-o', '.'], / exists: name another path/],
    [
      'a folder that is missing',
      ['export', 'V', '--format', 'npy', '-o', 'no/out'],
      /folder .*no does not exist/,
    ],
    [
      'a model of another family',
      ['export', 'V', '--format', 'npy', '-o', 'out', '--model', 'tiny-t5'],
      /was made for the family gpt2, but the model here has t5/,
    ],
    [
      'a model that is missing',
      ['export', 'V', '--format', 'npy', '-o', 'out', '--model', 'x'],
      /^There is no model "x"/,
    ],
    ['no adapter', ['import', '.', '-o', 'out', '--model', 'tiny-t5'], /adapter_config\.json does not exist/],
    [
      'an adapter of another family',
      ['import', 'A', '-o', 'out', '--model', 'tiny-gpt2'],
      /made for the task SEQ_2_SEQ_LM, but tiny-gpt2-target has CAUSAL_LM/,
    ],
    [
      'a file that exists',
      ['import', 'A', '-o', 'taken', '--model', 'tiny-t5'],
      /taken exists: name another path/,
    ],
  ])('%s: one sentence, exit code 1, nothing written', async (_, args, message) => {
    await writeFile(join(folder, 'taken'), '');
    const before = await readdir(folder, { recursive: true });
    const named: Record<string, string> = {
      V: 'tiny-gpt2.mend.safetensors',
      A: resolve('test/golden/peft-t5'),
    };
    const { code, stdout, stderr } = await mend(...args.map((arg) => named[arg] ?? arg), '--json');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\.\n$/);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it.each<[string, string[], RegExp]>([
    ['no format', ['export', 'V', '-o', 'out'], /--format is missing/],
    [
      'another format',
      ['export', 'V', '--format', 'gguf', '-o', 'out'],
      /there is no format "gguf": it is .*peft\|npy\|vllm/,
    ],
    ['no output', ['export', 'V', '--format', 'npy'], /--output is missing/],
    ['no model', ['import', 'A', '-o', 'out'], /--model is missing/],
    ['no folder', ['import', '-o', 'out', '--model', 'x'], /FOLDER is missing/],
  ])('%s: exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await mend(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\.\n$/);
  });
});
