import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HubServer, startHub } from '../testing/hubServer';
import { onnxModel } from '../testing/onnxGraph';
import { packZip } from '../testing/packArchive';
import { openArchive } from './archiveSource';
import { openFolder } from './folderSource';
import { openHub } from './hubSource';
import { planModel } from './modelPlan';

let place: string;
let hub: HubServer;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'mend-why-'));
  hub = await startHub();
});
afterEach(async () => {
  await hub.close();
  await rm(place, { recursive: true });
});

const config = (type: unknown): Buffer => Buffer.from(JSON.stringify({ model_type: type }));
const weights = { 'model.safetensors': Buffer.alloc(2000) };
const byIds = onnxModel(['input_ids', 'attention_mask', 'past_key_values.0.key']);
const byEmbeddings = onnxModel(['inputs_embeds', 'attention_mask', 'past_key_values.0.key']);

/** What is said of a repository with these files, by what stands behind its name. */
async function saidOf(files: Record<string, Buffer>, card: object = {}): Promise<string> {
  hub.repositories['me/model'] = { files, card };
  const source = await openHub(
    { endpoint: hub.endpoint, token: undefined, fetch },
    { name: 'me/model', revision: undefined },
    { secondMilliseconds: 1 },
  );
  const error: unknown = await planModel(source).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'badModel' });
  return (error as Error).message.replace(/^me\/model \(01234567\) on \S+ /, '');
}

describe('a repository without mend.json', () => {
  it('that holds a checkpoint of a family that can be converted', async () => {
    expect(await saidOf({ 'config.json': config('gpt2'), ...weights })).toBe(
      'is a GPT-2 checkpoint, which MEND cannot run as it is (it has no mend.json): run mend-train convert me/model and add the folder that it writes.',
    );
    const sharded = { 'config.json': config('t5'), 'pytorch_model-00001-of-00002.bin': Buffer.alloc(9) };
    expect(await saidOf(sharded)).toContain('is a T5 checkpoint');
  });

  it('that holds graphs which take token ids alone', async () => {
    const files = { 'config.json': config('gpt2'), 'onnx/decoder_model_merged.onnx': byIds };
    expect(await saidOf(files, { base_model: 'openai-community/gpt2' })).toBe(
      'has ONNX graphs of a GPT-2, but onnx/decoder_model_merged.onnx takes token ids alone (it has no input inputs_embeds), so no vectors can be given to it: run mend-train convert openai-community/gpt2 and add the folder that it writes.',
    );
  });

  it('that holds graphs which take embeddings', async () => {
    const files = {
      'config.json': config('t5'),
      'onnx/decoder_model_merged_quantized.onnx': byIds,
      'onnx/decoder_model_merged.onnx': byEmbeddings,
      ...weights,
    };
    const sentence =
      /^has ONNX graphs of a T5, but though onnx\/decoder_model_merged\.onnx takes inputs_embeds and could answer with vectors, .* \(it lacks embed_tokens\.onnx, a distiller, mend\.json\): run mend-train convert me\/model and/;
    expect(await saidOf(files)).toMatch(sentence);
    expect(await saidOf({ ...files, 'onnx/embed_tokens.onnx': byIds })).toContain(
      '(it lacks a distiller, mend.json)',
    );
  });

  it('that holds graphs which cannot be read', async () => {
    const files = {
      'config.json': config('gpt2'),
      'onnx/decoder_model_merged.onnx': Buffer.from('no graph'),
    };
    expect(await saidOf(files)).toContain('it is not known what onnx/decoder_model_merged.onnx takes');
  });

  it.each<[string, Record<string, Buffer>, string]>([
    [
      'another family',
      { 'config.json': config('llama'), ...weights },
      'is a llama, and MEND takes the families GPT-2 and T5 alone: choose another model.',
    ],
    ['no family', { 'config.json': config(3) }, 'is of no family that its config.json names, and MEND takes'],
    ['a configuration that is none', { 'config.json': Buffer.from('{') }, 'is of no family'],
    [
      'no configuration',
      { 'README.md': Buffer.from('#') },
      'holds no model: it has neither mend.json nor config.json; name another one.',
    ],
    ['nothing but a configuration', { 'config.json': config('t5') }, 'names a T5 but has no weights'],
  ])('that holds %s', async (_, files, sentence) => {
    expect(await saidOf(files)).toContain(sentence);
  });
});

describe('a folder or an archive without mend.json', () => {
  const files = { 'config.json': config('gpt2'), 'onnx/decoder_model_merged.onnx': byIds };

  it('is looked into like a repository', async () => {
    const folder = join(place, 'a folder');
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    await expect(planModel(await openFolder(folder))).rejects.toThrow(
      `${folder} has ONNX graphs of a GPT-2, but onnx/decoder_model_merged.onnx takes token ids alone (it has no input inputs_embeds), so no vectors can be given to it: run mend-train convert ${JSON.stringify(folder)} and add`,
    );
  });

  it('is not, where that means unpacking it', async () => {
    const path = join(place, 'a.zip');
    await writeFile(
      path,
      packZip(Object.entries(files).map(([name, contents]) => ({ path: `x/${name}`, contents }))),
    );
    await expect(planModel(await openArchive(path))).rejects.toThrow(
      /it is not known what onnx\/decoder_model_merged\.onnx takes/,
    );
  });
});
