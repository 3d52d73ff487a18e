import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parseDemonstrations } from '../../demonstrations';
import { readVectorFile } from '../../vectors';
import { createOperations } from '../operations';

const root = resolve(__dirname, '../../..');
const model = { folder: join(root, 'models/mend-gpt2-mini') };
const open = () => createOperations({ providers: ['cpu'], threads: 1 });
const engine = open();
const fresh = open();
afterAll(() => Promise.all([engine.dispose(), fresh.dispose()]));

it('the embedded GPT-2 goes on from what it read of a block, up to rounding', async () => {
  const fileName = join(root, 'examples/sentiment.jsonl');
  const { demonstrations } = parseDemonstrations(await readFile(fileName, 'utf8'), { fileName });
  const folder = await mkdtemp(join(tmpdir(), 'mend-embedded-'));
  const file = join(folder, 'vectors.mend.safetensors');
  const { tokens } = await engine.compress({ model, demonstrations, file });
  const changed = demonstrations.map((one, at) => (at === 12 ? { ...one, input: 'Not for me.' } : one));
  const { reused } = await engine.compress({ model, demonstrations: changed, file });
  const { vectors } = await readVectorFile(file);
  const before = tokens.each.slice(0, 12).reduce((sum, one) => sum + one.tokens, 0);
  expect(reused).toBeGreaterThanOrEqual(before);
  expect((await fresh.compress({ model, demonstrations: changed, file })).reused).toBe(0);
  const expected = (await readVectorFile(file)).vectors;
  const scale = Math.max(...expected.map(Math.abs));
  const largest = Math.max(...vectors.map((value, at) => Math.abs(value - (expected[at] ?? NaN))));
  expect(largest / scale).toBeLessThan(1e-5);
  await rm(folder, { recursive: true });
});
