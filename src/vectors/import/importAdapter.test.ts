import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodePeftAdapter } from '../export/peftAdapter';
import { exampleFile, exampleMetadata } from '../testing/exampleFile';
import { decodeVectorFile, encodeVectorFile } from '../vectorFile';
import { type VectorExpectation, verifyVectorFile } from '../verify';
import { importAdapter } from './importAdapter';

const { family, targetId, targetHash, tokenizerHash, template } = exampleMetadata;
const model: VectorExpectation = { family, targetId, targetHash, tokenizerHash, template, width: 3 };

let folder: string;
let weights: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'mend-import-')), 'adapter');
  weights = join(folder, 'adapter_model.safetensors');
  await mkdir(folder);
  for (const [name, bytes] of encodePeftAdapter(exampleFile, 'base'))
    await writeFile(join(folder, name), bytes);
});

async function configure(changes: Record<string, unknown>): Promise<void> {
  const path = join(folder, 'adapter_config.json');
  const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...config, ...changes }));
}

/** Weights with one tensor, its 16-bit numbers as given. */
async function sixteenBits(
  dtype: string,
  numbers: readonly number[],
  name = 'prompt_embeddings',
): Promise<void> {
  const size = numbers.length * 2;
  const header = Buffer.from(JSON.stringify({ [name]: { dtype, shape: [2, 3], data_offsets: [0, size] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  await writeFile(weights, Buffer.concat([length, header, Buffer.from(Uint16Array.from(numbers).buffer)]));
}

describe('an adapter', () => {
  it('becomes vectors that fit the model and say where they come from', async () => {
    const file = await importAdapter(folder, model, '1.2.3');
    expect(file).toMatchObject({ vectors: exampleFile.vectors, count: 2, width: 3 });
    expect(file.metadata).toMatchObject({
      distillerId: 'imported',
      distillerHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      dtype: 'fp32',
      demonstrations: 0,
      demonstrationSha256: [],
      toolVersion: '1.2.3',
      licence: 'unknown',
    });
    expect(() => verifyVectorFile(file, model, '/x')).not.toThrow();
    expect(decodeVectorFile(encodeVectorFile(file), '/x')).toEqual(file);
  });

  it.each([
    ['F16', 'fp16', [0x3c00, 0xc000, 0x3800, 0, 0x0001, 0x4200], 2 ** -24],
    ['BF16', 'bf16', [0x3f80, 0xc000, 0x3f00, 0, 0x3a83, 0x4040], 0.00099945068359375],
  ])('of %s numbers is read', async (dtype, name, numbers, small) => {
    await sixteenBits(dtype, numbers);
    const { vectors, metadata } = await importAdapter(folder, model, '1');
    expect([...vectors]).toEqual([1, -2, 0.5, 0, small, 3]);
    expect(metadata.dtype).toBe(name);
  });

  it('that PEFT saved for a T5 gives what its encoder reads', async () => {
    const t5 = { ...model, family: 't5', width: 32 };
    const { vectors, count } = await importAdapter('test/golden/peft-saved', t5, '1');
    const expected = Array.from({ length: 64 }, (_, index) => (((index * 37) % 101) - 50) / 64);
    expect(count).toBe(2);
    expect([...vectors]).toEqual(expected);
  });
});

describe('refuses in one sentence', () => {
  it.each<[string, () => Promise<unknown>, RegExp, Partial<VectorExpectation>?]>([
    [
      'no folder',
      () => rm(folder, { recursive: true }),
      /adapter_config\.json does not exist: choose the folder of a PEFT/,
    ],
    ['no weights', () => rm(weights), /adapter_model\.safetensors does not exist: /],
    [
      'a file',
      async () => {
        await rm(folder, { recursive: true });
        await cp('package.json', folder);
      },
      /adapter_config\.json cannot be read \(ENOTDIR/,
    ],
    ['no JSON', () => writeFile(join(folder, 'adapter_config.json'), '{'), /is not valid JSON: /],
    ['no object', () => writeFile(join(folder, 'adapter_config.json'), 'null'), /is not a JSON object: /],
    [
      'another type',
      () => configure({ peft_type: 'LORA' }),
      /has the peft_type "LORA" and not PROMPT_TUNING: /,
    ],
    ['no type', () => configure({ peft_type: undefined }), /has the peft_type none and not/],
    ['no task', () => configure({ task_type: null }), /names no task_type: /],
    ['no size', () => configure({ token_dim: null }), /has a token_dim of none: /],
    ['a bad size', () => configure({ num_virtual_tokens: 1.5 }), /has a num_virtual_tokens of 1\.5: /],
    [
      'another number',
      () => configure({ num_virtual_tokens: 4 }),
      /holds 2 vectors of width 3 where adapter_config\.json says 4 of 3: /,
    ],
    ['another width', () => configure({ token_dim: 4 }), /says 2 of 4: /],
    [
      'a cut file',
      async () => writeFile(weights, (await readFile(weights)).subarray(0, -1)),
      /safetensors is truncated or damaged .*: choose another adapter/,
    ],
    [
      'another tensor',
      () => sixteenBits('F16', [0, 0, 0, 0, 0, 0], 'x'),
      /has no tensor "prompt_embeddings": /,
    ],
    [
      'other numbers',
      () => sixteenBits('I16', [0, 0, 0, 0, 0, 0]),
      /of type "I16" and not F32 or F16 or BF16: /,
    ],
    [
      'a model of another family',
      () => Promise.resolve(),
      /was made for the task CAUSAL_LM, but tiny-target has SEQ_2_SEQ_LM: /,
      { family: 't5' },
    ],
    [
      'a model of another width',
      () => Promise.resolve(),
      /was made for the width 3, but tiny-target has 4: /,
      { width: 4 },
    ],
  ])('%s', async (_, damage, message, changes) => {
    await damage();
    const error = (await importAdapter(folder, { ...model, ...changes }, '1').catch(
      (one: unknown) => one,
    )) as Error;
    expect(error).toMatchObject({ name: 'UserError' });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^[^\n]+\.$/);
  });
});
