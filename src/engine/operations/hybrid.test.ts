import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyFolder, tinyModels } from '../../models/testing/tinyModel';
import { loadModel } from '../../runtime/loadModel';
import { demonstrationHash, readVectorFile, textRows } from '../../vectors';
import { createOperations } from '../operations';

const options = ['positive', 'negative'];
const demonstrations = [
  { input: 'The soup was warm.', output: 'positive', options },
  { input: 'The seats were dirty.', output: 'negative', options },
  { input: 'A good book!', output: 'positive', options },
];

describe.each(tinyModels)('with %s', (name) => {
  const model = { folder: tinyFolder(name), dtype: 'fp32' } as const;
  const engine = createOperations({ providers: ['cpu'], threads: 1 });
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mend-hybrid-'));
    file = join(folder, 'hybrid.mend.safetensors');
    await engine.compress({ model, demonstrations, file, vectors: 4, pinned: [1] });
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  it('writes the vectors of the others, and behind them the embeddings of what is pinned', async () => {
    const others = join(folder, 'others.mend.safetensors');
    const pinned = demonstrations[1]!;
    await engine.compress({
      model,
      demonstrations: [demonstrations[0]!, demonstrations[2]!],
      file: others,
      vectors: 4,
    });
    const [hybrid, vectors] = [await readVectorFile(file), await readVectorFile(others)];
    const tokens = hybrid.metadata.pinned?.[0]?.tokens ?? [];
    expect(hybrid.metadata.pinned).toEqual([{ index: 1, tokens, ...pinned }]);
    expect(textRows(hybrid.metadata)).toBe(tokens.length);
    expect(hybrid.count).toBe(4 + tokens.length);
    const end = 4 * hybrid.width;
    expect(hybrid.vectors.subarray(0, end)).toEqual(vectors.vectors);
    const loaded = await loadModel(model.folder, 'fp32', { providers: ['cpu'], threads: 1 }, () => undefined);
    expect(hybrid.vectors.subarray(end)).toEqual(await loaded.embeddings(tokens));
    const shown = loaded.codec.tokenizer.decode(tokens);
    expect(shown).toContain(pinned.input);
    expect(shown).toContain(pinned.output);
    await loaded.dispose();
  });

  it('names all demonstrations as those it was made from, so that it is the same block’s', async () => {
    const { metadata } = await readVectorFile(file);
    expect(metadata).toMatchObject({ demonstrations: 3, demonstrationsUsed: 3, labels: options });
    expect(metadata.demonstrationSha256).toEqual(demonstrations.map(demonstrationHash));
    expect(metadata.demonstrationsText).toBeUndefined();
    expect((await engine.inspect({ file })).metadata['pinned']).toContain('The seats were dirty.');
  });

  it('answers as the target LM does behind vectors and tokens', async () => {
    const loaded = await loadModel(model.folder, 'fp32', { providers: ['cpu'], threads: 1 }, () => undefined);
    const { vectors, width, metadata, count } = await readVectorFile(file);
    const tokens = metadata.pinned?.[0]?.tokens ?? [];
    const input = 'The room was clean.';
    const { arms } = await engine.predict({ model, file, input, options });
    expect(arms.distilled?.prefixTokens).toBe(count);
    if (name === 'tiny-gpt2') {
      // Tokens that are read as tokens, behind vectors alone.
      const alone = { data: vectors.slice(0, 4 * width), count: 4, width };
      const { prefix } = await loaded.target.extend(await loaded.target.prefillVectors(alone), tokens);
      const { codec } = loaded;
      const ids = [...codec.tokenizer.encode(` ${input}`), ...codec.tokenizer.encode('\t')];
      const scored = await loaded.target.score(prefix, ids, [codec.tokenizer.encode(' positive')]);
      const both = await loaded.target.score(
        await loaded.target.prefillVectors({ data: vectors, count, width }),
        ids,
        [codec.tokenizer.encode(' positive')],
      );
      expect(both.optionLogProbs[0]?.[0]).toBeCloseTo(scored.optionLogProbs[0]?.[0] ?? NaN, 4);
    }
    await loaded.dispose();
  });

  it('gives identical bytes twice, and the pins in any order', async () => {
    const [one, two] = [join(folder, 'one.mend.safetensors'), join(folder, 'two.mend.safetensors')];
    await engine.compress({ model, demonstrations, file: one, pinned: [0, 1] });
    await engine.compress({ model, demonstrations, file: two, pinned: [1, 0, 1] });
    const [a, b] = [await readVectorFile(one), await readVectorFile(two)];
    expect(b.vectors).toEqual(a.vectors);
    expect(b.metadata.pinned).toEqual(a.metadata.pinned);
    const bytes = await readFile(one);
    await engine.compress({ model, demonstrations, file: one, pinned: [0, 1] });
    expect((await readFile(one)).equals(bytes)).toBe(true);
  });

  it.each([
    ['all of them', { pinned: [0, 1, 2] }, /All 3 demonstrations are pinned/],
    ['one that is none', { pinned: [3] }, /no demonstration 4 to pin/],
  ])('refuses to pin %s, and writes nothing', async (_, params, message) => {
    const path = join(folder, 'none.mend.safetensors');
    await expect(engine.compress({ model, demonstrations, file: path, ...params })).rejects.toThrow(message);
    await expect(access(path)).rejects.toThrow();
  });

  it('refuses more text than demonstrations may take', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      input: `number ${index} of many`,
      output: 'yes',
    }));
    const pinned = [...many.keys()].slice(0, 19);
    const path = join(folder, 'none.mend.safetensors');
    await expect(engine.compress({ model, demonstrations: many, file: path, pinned })).rejects.toThrow(
      /tokens of pinned demonstrations are more than the 80 that may stand in front of a query: unpin some/,
    );
    await expect(access(path)).rejects.toThrow();
  });

  it('evaluates vectors with text beside fewer demonstrations of as many tokens', async () => {
    const queries = [{ input: 'A warm room.', output: 'positive' }];
    const { count } = await readVectorFile(file);
    const { arms } = await engine.evaluate({ model, demonstrations, queries, vectors: 4, pinned: [1] });
    expect(arms.distilled.prefixTokens).toBe(count);
    expect(arms.fewerShot.prefixTokens).toBeLessThanOrEqual(count);
  });
});
