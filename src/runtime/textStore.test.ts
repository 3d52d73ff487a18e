import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyOfTinyModel, editManifest, tinyFolder, tinyModels } from '../models/testing/tinyModel';
import { TextStore } from './textStore';
import { loadTokenizer } from './tokenizer';

describe.each(tinyModels)('the tokenizer of %s alone', (name) => {
  const folder = tinyFolder(name);

  it('is that of the model, and loaded once', async () => {
    const store = new TextStore();
    const { codec, manifest } = await store.get({ folder });
    const text = ' Fresh bread, and "more".\n';
    expect(codec.tokenizer.encode(text)).toEqual((await loadTokenizer(folder)).encode(text));
    expect(codec.template).toEqual(manifest.template);
    expect((await store.get({ folder })).codec.tokenizer).toBe(codec.tokenizer);
  });

  it('follows a manifest that was changed, and refuses files that were', async () => {
    const { folder: copy, remove } = await copyOfTinyModel(name);
    const store = new TextStore();
    const before = await store.get({ folder: copy });
    await editManifest(copy, (manifest) => {
      manifest['limits'] = { ...(manifest['limits'] as object), exampleTokens: 7 };
    });
    const after = await store.get({ folder: copy });
    expect(after.manifest.limits.exampleTokens).toBe(7);
    expect(after.codec.tokenizer).toBe(before.codec.tokenizer);

    const file = join(copy, 'tokenizer.json');
    const bytes = await readFile(file);
    await writeFile(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from(' ')]));
    const fresh = new TextStore();
    await expect(fresh.get({ folder: copy })).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringMatching(/tokenizer\.json was changed/) as string,
    });
    await writeFile(file, bytes);
    await expect(fresh.get({ folder: copy })).resolves.toBeDefined();
    await remove();
  });
});
