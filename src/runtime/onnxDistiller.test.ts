import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeholderPositions } from '../mend/anchors';
import { readManifest } from '../models/readManifest';
import { tinyFolder, tinyModelFolder } from '../models/testing/tinyModel';
import { tinyModelWithoutPast } from '../models/testing/withoutPast';
import { OnnxDistiller } from './onnxDistiller';
import { openSession, type Session } from './session';
import { range } from './tensors';

const sessions: Session[] = [];
afterAll(() => Promise.all(sessions.map((session) => session.dispose())));

async function open(folder: string, dtype: 'fp32' | 'int8' = 'fp32', onGpu = false): Promise<OnnxDistiller> {
  const manifest = await readManifest(folder);
  const graph = join(folder, manifest.dtypes[dtype]?.distiller ?? '');
  const session = await openSession('distiller', graph, { provider: 'cpu', threads: 1 });
  sessions.push(session);
  return new OnnxDistiller({ ...session, onGpu }, manifest.distiller);
}

/** Some tokens, and placeholders at the last of them. */
const ids = range(40).map((index) => (index * 37 + 11) % 200);
const positions = placeholderPositions('answers', [{ ids, answerTokens: 3, whole: true }], 8);

function largestDifference(one: Float32Array, other: Float32Array): number {
  expect(one).toHaveLength(other.length);
  return Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? NaN))));
}

describe.each([
  ['fp32', 1e-5],
  ['int8', 1e-4],
] as const)('a distiller of a GPT-2 in %s', (dtype, tolerance) => {
  let distiller: OnnxDistiller;
  beforeAll(async () => {
    distiller = await open(tinyModelFolder, dtype);
  });

  it.each([1, 2, 17, 39, 40])('goes on behind %d tokens as if it had read all', async (tokens) => {
    const other = [...ids.slice(0, tokens), 7, 8, 9];
    const { reading } = await distiller.readOn!(other, positions, undefined);
    const whole = await distiller.run(ids, positions);
    const gone = await distiller.readOn!(ids, positions, { reading, tokens });
    expect(largestDifference(gone.data, whole)).toBeLessThan(tolerance);
    // And from what it gave, further.
    const further = await distiller.readOn!(other, positions, { reading: gone.reading, tokens });
    expect(largestDifference(further.data, await distiller.run(other, positions))).toBeLessThan(tolerance);
  });

  it('sees what it was given, and does not change it', async () => {
    const before = await distiller.readOn!(range(40).reverse(), positions, undefined);
    const wrong = { reading: before.reading, tokens: 30 };
    const first = await distiller.readOn!(ids, positions, wrong);
    expect(largestDifference(first.data, await distiller.run(ids, positions))).toBeGreaterThan(1e-2);
    expect((await distiller.readOn!(ids, positions, wrong)).data).toEqual(first.data);
  });

  it('says what a reading holds', async () => {
    const { reading } = await distiller.readOn!([1, 2, 3], positions, undefined);
    // 3 positions, 2 layers, keys and values, 32 wide, 4 bytes.
    expect(reading.bytes).toBe(3 * 2 * 2 * 32 * 4);
  });

  it('refuses a reading that another distiller made', async () => {
    const foreign = { reading: { bytes: 1 }, tokens: 1 };
    await expect(distiller.readOn!(ids, positions, foreign)).rejects.toThrow(/another distiller/);
  });
});

describe('a distiller that cannot go on', () => {
  it.each(['tiny-t5', 'tiny-t5-encoder'] as const)('reads in both directions: %s', async (name) => {
    const distiller = await open(tinyFolder(name));
    expect(distiller.readOn).toBeUndefined();
    expect(await distiller.run(ids, positions)).toHaveLength(8 * 32);
  });

  it('has a graph of before, which gives the same vectors', async () => {
    const { folder, remove } = await tinyModelWithoutPast();
    const distiller = await open(folder);
    expect(distiller.readOn).toBeUndefined();
    const now = await open(tinyModelFolder);
    const vectors = await distiller.run(ids, positions);
    expect(largestDifference(vectors, await now.run(ids, positions))).toBeLessThan(1e-5);
    await remove();
  });

  it('runs on a GPU', async () => {
    const distiller = await open(tinyModelFolder, 'fp32', true);
    expect(distiller.readOn).toBeUndefined();
    expect(await distiller.run(ids, positions)).toHaveLength(8 * 32);
  });
});
