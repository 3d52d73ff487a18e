import { cp, mkdir, mkdtemp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModels } from './findModels';
import { readManifest } from './readManifest';
import {
  copyOfTinyModel,
  editManifest,
  type TinyModel,
  tinyFolder,
  tinyModelFolder,
  tinyModels,
} from './testing/tinyModel';
import { validateManifest } from './validateManifest';
import { verifyModel } from './verifyModel';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await copyOfTinyModel());
});
afterEach(() => remove());

/** An error of code `badModel` whose message has these parts in this order. */
const badModel = (...parts: string[]): unknown => {
  const escaped = parts.map((part) => part.replaceAll(/[.[\]()/\\]/g, '\\$&'));
  return expect.objectContaining({
    code: 'badModel',
    message: expect.stringMatching(new RegExp(escaped.join('.*'))) as string,
  });
};

describe('readManifest', () => {
  it('reads the manifest of a model folder', async () => {
    expect(await readManifest(tinyModelFolder)).toMatchObject({ id: 'tiny-gpt2', target: { layers: 2 } });
    expect(await readManifest(tinyFolder('tiny-t5'))).toMatchObject({
      id: 'tiny-t5',
      target: { layers: 3, encoderLayers: 2, queryIn: 'decoder' },
      dtypes: { int8: { encoder: 'encoder_model_quantized.onnx' } },
    });
  });

  it('says what is wrong with a folder that is not one, or whose manifest is not JSON', async () => {
    await expect(readManifest('/nowhere')).rejects.toEqual(
      badModel('/nowhere is not a model folder', 'mend.json'),
    );
    await writeFile(join(folder, 'mend.json'), '{ "id": ');
    await expect(readManifest(folder)).rejects.toEqual(badModel('mend.json is not valid JSON'));
  });
});

describe('validateManifest', () => {
  /** Validates a tiny model's manifest with the value at a path (`files.0.path`) replaced; undefined takes it out. */
  const check = async (path: string, value: unknown, model: TinyModel = 'tiny-gpt2') => {
    const manifest = JSON.parse(await readFile(join(tinyFolder(model), 'mend.json'), 'utf8')) as object;
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<object>(
      (place, key) => (place as Record<string, object>)[key] ?? {},
      manifest,
    );
    Object.assign(parent, { [last]: value });
    const damaged: unknown = JSON.parse(JSON.stringify(manifest));
    return () => validateManifest(damaged, 'there/mend.json');
  };

  it.each<[string, string, unknown]>([
    ["the file must have required property 'target'", 'target', undefined],
    ['target.layers must be integer', 'target.layers', '2'],
    ['target.layers must be >= 1', 'target.layers', 0],
    ['formatVersion must be equal to constant (1)', 'formatVersion', 2],
    ['family must be equal to one of the allowed values (["gpt2","t5"])', 'family', 'bert'],
    ["target must have required property 'encoderLayers'", 'family', 't5'],
    ["template must have required property 'inputSuffix'", 'template.inputSuffix', undefined],
    ['files[1].sha256 must match pattern', 'files.1.sha256', 'x'],
    ['files[0].path must match pattern', 'files.0.path', '../secrets'],
    ['files[0].path must match pattern', 'files.0.path', '/etc/passwd'],
    ['files[0].path must match pattern', 'files.0.path', 'weights/./../../x'],
    ['files[0].path must match pattern', 'files.0.path', 'C:\\x'],
    ['dtypes.int8.decoder must match pattern', 'dtypes.int8.decoder', '../decoder.onnx'],
    ['defaultDtype int8 is not among dtypes', 'dtypes.int8', undefined],
    ['target.width is not a multiple of target.heads', 'target.heads', 3],
    ['target.queryIn does not belong to this family', 'target.queryIn', 'decoder'],
    ['target.startToken does not belong to this family', 'target.startToken', 0],
    ['dtypes.fp32.encoder does not belong to this family', 'dtypes.fp32.encoder', 'encoder_model.onnx'],
    ['distiller.width is not target.width', 'distiller.width', 16],
    ['limits.demonstrationTokens leaves no room', 'limits.demonstrationTokens', 128],
    ['distiller.vectors leaves no room', 'distiller.vectors', 128],
    ['files does not list other.onnx', 'dtypes.fp32.decoder', 'other.onnx'],
  ])('says: %s', async (message, path, value) => {
    const validate = await check(path, value);
    expect(validate).toThrow(expect.objectContaining({ code: 'badModel' }));
    expect(validate).toThrow(`there/mend.json is not a valid model manifest: ${message}`);
  });

  it.each<[string, string, unknown]>([
    ["target must have required property 'encoderLayers'", 'target.encoderLayers', undefined],
    ["target must have required property 'headWidth'", 'target.headWidth', undefined],
    ["target must have required property 'queryIn'", 'target.queryIn', undefined],
    ["target must have required property 'startToken'", 'target.startToken', undefined],
    ["target must have required property 'endToken'", 'target.endToken', undefined],
    ['target.headWidth must be >= 1', 'target.headWidth', 0],
    ['target.startToken must be >= 0', 'target.startToken', -1],
    ['target.endToken is not below target.vocabulary', 'target.endToken', 480],
    [
      'target.queryIn must be equal to one of the allowed values (["decoder","encoder"])',
      'target.queryIn',
      'x',
    ],
    ["dtypes.int8 must have required property 'encoder'", 'dtypes.int8.encoder', undefined],
    ['dtypes.fp32.encoder must match pattern', 'dtypes.fp32.encoder', '../encoder.onnx'],
    ['files does not list other.onnx', 'dtypes.fp32.encoder', 'other.onnx'],
    ['target.encoderLayers does not belong to this family', 'family', 'gpt2'],
  ])('says of a T5: %s', async (message, path, value) => {
    const validate = await check(path, value, 'tiny-t5');
    expect(validate).toThrow(`there/mend.json is not a valid model manifest: ${message}`);
  });

  it('asks of a T5 no width that its heads share', async () => {
    expect(await check('target.heads', 3, 'tiny-t5')).not.toThrow();
  });

  it.each(['fp16', 'q4'])('takes graphs of %s, which no embedded model has', async (dtype) => {
    const graphs = JSON.parse(await readFile(join(tinyModelFolder, 'mend.json'), 'utf8')) as {
      dtypes: { int8: object };
    };
    expect(await check(`dtypes.${dtype}`, graphs.dtypes.int8)).not.toThrow();
    expect(await check(`dtypes.${dtype}`, { ...graphs.dtypes.int8, decoder: 'other.onnx' })).toThrow(
      'files does not list other.onnx',
    );
    expect(await check('dtypes.fp8', graphs.dtypes.int8)).toThrow(
      'dtypes must NOT have additional properties',
    );
  });

  it('refuses values that are not objects, and allows fields of later versions', async () => {
    expect(() => validateManifest([], 'mend.json')).toThrow('the file must be object');
    expect(() => validateManifest(null, 'mend.json')).toThrow('the file must be object');
    expect(await check('added', 1)).not.toThrow();
  });
});

describe('verifyModel', () => {
  const file = 'decoder_model_merged.onnx';

  it.each(tinyModels)('accepts a whole model: %s', async (name) => {
    expect((await verifyModel(tinyFolder(name))).id).toBe(name);
  });

  it('names a missing file', async () => {
    await rm(join(folder, file));
    await expect(verifyModel(folder)).rejects.toEqual(badModel(file, 'is missing'));
  });

  it('names a folder in the place of a file', async () => {
    await rm(join(folder, file));
    await mkdir(join(folder, file));
    await expect(verifyModel(folder)).rejects.toEqual(badModel(file, 'is missing'));
  });

  it('names a truncated file, and one that is too long', async () => {
    await truncate(join(folder, file), 100);
    await expect(verifyModel(folder)).rejects.toEqual(badModel(file, 'is truncated (100 bytes'));
    await truncate(join(folder, file), 10_000_000);
    await expect(verifyModel(folder)).rejects.toEqual(badModel(file, 'is too long (10000000 bytes'));
  });

  it('names a tampered file of the right size', async () => {
    const bytes = await readFile(join(folder, file));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(folder, file), bytes);
    await expect(verifyModel(folder)).rejects.toEqual(badModel(file, 'was changed'));
  });

  it('can be cancelled', async () => {
    await expect(verifyModel(folder, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('findModels', () => {
  it('takes a model folder, or a folder that holds some, once each and in order', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'mend-models-'));
    const copies = ['b', 'a'].map((name) => join(parent, name));
    for (const copy of copies) await cp(folder, copy, { recursive: true });
    await writeFile(join(parent, 'note.txt'), 'not a model');
    const found = await findModels([folder, parent, join(parent, 'b'), '/nowhere']);
    expect(found.map((model) => model.folder)).toEqual([folder, join(parent, 'a'), join(parent, 'b')]);
    expect(found.every((model) => model.manifest?.id === 'tiny-gpt2')).toBe(true);
    await rm(parent, { recursive: true });
  });

  it('tells which folder has a manifest that is not valid, and goes on', async () => {
    await editManifest(folder, (manifest) => delete manifest['id']);
    const found = await findModels([folder, tinyModelFolder]);
    expect(found[0]).toMatchObject({
      folder,
      problem: { message: expect.stringContaining("must have required property 'id'") as string },
    });
    expect(found[1]?.manifest?.id).toBe('tiny-gpt2');
  });

  it('finds nothing in a folder without models', async () => {
    await rename(join(folder, 'mend.json'), join(folder, 'other.json'));
    expect(await findModels([folder])).toEqual([]);
  });
});
