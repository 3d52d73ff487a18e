import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Demonstration } from '../../demonstrations/types';
import { tinyFolder, tinyModelFolder, type TinyModel } from '../../models/testing/tinyModel';
import { tinyModelWithoutPast } from '../../models/testing/withoutPast';
import { readVectorFile } from '../../vectors';
import type { CallContext, ModelChoice } from '../methods';
import { createOperations } from '../operations';

const reviews: readonly Demonstration[] = [
  { input: 'The soup was warm.', output: 'positive' },
  { input: 'The seats were dirty.', output: 'negative' },
  { input: 'A good book!', output: 'positive' },
];
const colours: readonly Demonstration[] = [
  { input: 'The grass', output: 'green' },
  { input: 'The sky', output: 'blue' },
];

/** The demonstrations with another output at a place. */
function changed(all: readonly Demonstration[], place: number): readonly Demonstration[] {
  return all.map((one, at) => (at === place ? { ...one, output: 'unknown' } : one));
}

let folder: string;
const runs: string[] = [];
const open = () => createOperations({ providers: ['cpu'], threads: 1, onRun: (graph) => runs.push(graph) });
let engine = open();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mend-reuse-'));
});
beforeEach(async () => {
  await engine.dispose();
  engine = open();
  runs.length = 0;
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true });
});

const fp32 = (name: TinyModel): ModelChoice => ({ folder: tinyFolder(name), dtype: 'fp32' });

async function compress(
  model: ModelChoice,
  demonstrations: readonly Demonstration[],
  context?: Partial<CallContext>,
  on = engine,
) {
  const file = join(folder, 'vectors.mend.safetensors');
  const { reused, tokens } = await on.compress({ model, demonstrations, file }, context);
  const { vectors, metadata } = await readVectorFile(file);
  return { reused, tokens, vectors, fidelity: metadata.fidelity };
}

/** What an engine that has read nothing gives. */
async function anew(model: ModelChoice, demonstrations: readonly Demonstration[]) {
  const fresh = createOperations({ providers: ['cpu'], threads: 1 });
  const result = await compress(model, demonstrations, undefined, fresh);
  await fresh.dispose();
  return result;
}

async function expectAsAnew(model: ModelChoice, demonstrations: readonly Demonstration[]): Promise<number> {
  const { reused, vectors, fidelity } = await compress(model, demonstrations);
  const expected = await anew(model, demonstrations);
  expect(expected.reused).toBe(0);
  expect(vectors).toHaveLength(expected.vectors.length);
  vectors.forEach((value, at) => expect(Math.abs(value - expected.vectors[at]!)).toBeLessThan(1e-5));
  expect(fidelity?.kl).toBeCloseTo(expected.fidelity!.kl, 4);
  return reused;
}

describe('compressing a changed block with a GPT-2', () => {
  const model = fp32('tiny-gpt2');

  it.each([0, 1, 2])('reads from the change on: demonstration %d', async (place) => {
    const { tokens } = await compress(model, reviews);
    const before = tokens.each.slice(0, place).reduce((sum, { tokens: count }) => sum + count, 0);
    const reused = await expectAsAnew(model, changed(reviews, place));
    // Its input too, since its output is what was changed.
    expect(reused).toBeGreaterThan(before);
    expect(reused).toBeLessThan(before + tokens.each[place]!.tokens);
  });

  it('reads only what was put behind, and nothing where the last were taken away', async () => {
    const few = await compress(model, reviews.slice(0, 2));
    expect(await expectAsAnew(model, reviews)).toBe(few.tokens.total);
    expect(await expectAsAnew(model, reviews.slice(0, 1))).toBe(few.tokens.each[0]!.tokens);
  });

  it('goes on from blocks that are changed in turn', async () => {
    await compress(model, reviews);
    await compress(model, colours);
    const ofReviews = await expectAsAnew(model, changed(reviews, 2));
    const ofColours = await expectAsAnew(model, changed(colours, 1));
    expect(ofReviews).toBeGreaterThan(0);
    expect(ofColours).toBeGreaterThan(0);
    // What was before is known too, to the last bit.
    runs.length = 0;
    const again = await compress(model, reviews);
    expect(again.reused).toBe(again.tokens.total);
    expect(runs).not.toContain('distiller');
  });

  it('compresses two blocks at the same time', async () => {
    await compress(model, reviews);
    const file = (name: string) => join(folder, `${name}.mend.safetensors`);
    const blocks = { reviews: changed(reviews, 1), colours };
    const both = Object.entries(blocks).map(async ([name, demonstrations]) => {
      await engine.compress({ model, demonstrations, file: file(name) });
      return { vectors: (await readVectorFile(file(name))).vectors, demonstrations };
    });
    for (const { vectors, demonstrations } of await Promise.all(both)) {
      const expected = await anew(model, demonstrations);
      vectors.forEach((value, at) => expect(Math.abs(value - expected.vectors[at]!)).toBeLessThan(1e-5));
    }
  });

  it.each(['Distilling', 'Measuring'])('is sound when it was cancelled at: %s', async (message) => {
    await compress(model, reviews);
    const controller = new AbortController();
    const progress: CallContext['progress'] = (report) => {
      if (report.message.startsWith(message)) controller.abort();
    };
    const context = { signal: controller.signal, progress };
    await expect(compress(model, changed(reviews, 1), context)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await expectAsAnew(model, changed(reviews, 1))).toBeGreaterThan(0);
    expect(await expectAsAnew(model, changed(reviews, 0))).toBeGreaterThan(0);
  });

  it('reads everything when the model was loaded anew', async () => {
    await compress(model, reviews);
    await engine.dispose();
    engine = open();
    expect((await compress(model, reviews)).reused).toBe(0);
  });

  it('reads everything where the distiller was exported before it could go on', async () => {
    const old = await tinyModelWithoutPast();
    const before = { folder: old.folder, dtype: 'fp32' } as const;
    await compress(before, reviews);
    const { reused, vectors } = await compress(before, changed(reviews, 2));
    expect(reused).toBe(0);
    const expected = await anew({ folder: tinyModelFolder, dtype: 'fp32' }, changed(reviews, 2));
    vectors.forEach((value, at) => expect(Math.abs(value - expected.vectors[at]!)).toBeLessThan(1e-5));
    await engine.dispose();
    await old.remove();
  });
});

it.each(['tiny-t5', 'tiny-t5-encoder'] as const)('a distiller of %s reads everything', async (name) => {
  await compress(fp32(name), reviews);
  expect(await expectAsAnew(fp32(name), changed(reviews, 2))).toBe(0);
});
