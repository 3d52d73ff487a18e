import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../engine/testing/temporary';
import { Reader } from './reader';

const yaml = `demos:\n${Array.from({ length: 15_000 }, (_, index) => `  - input: sentence number ${index} of a long document\n    output: ${index % 2 ? 'odd' : 'even'}\n`).join('')}`;
const source = { text: yaml, hint: { fileName: 'long.yaml' } };

let script: string;
beforeAll(async () => {
  script = path.join(await temporaryFolder(), 'readingThread.cjs');
  await build({
    entryPoints: [path.join(__dirname, 'readingThread.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
});

const readers: Reader[] = [];
function reader(file = script) {
  const log = vi.fn();
  const made = new Reader(file, log);
  readers.push(made);
  return { reader: made, log };
}
afterAll(() => {
  for (const one of readers) one.dispose();
});

describe('Reader', () => {
  it(
    'reads a megabyte without holding up the thread that asks, once for all questions',
    { timeout: 60_000 },
    async () => {
      const { reader: documents, log } = reader();
      await documents.ask('findBlocks', { text: '', hint: {} });
      expect(yaml.length).toBeGreaterThan(1e6);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const started = performance.now();
      const [found] = await documents.ask('findBlocks', source);
      const first = performance.now() - started;
      const findings = await documents.ask('lint', { ...source, rules: {} });
      delay.disable();
      expect(found?.block.demonstrations).toHaveLength(15_000);
      expect(findings).toEqual([]);
      expect(log).not.toHaveBeenCalled();
      // Idle: half a second, of which the thread that asks is held up by 30 ms, for taking the answer. A busy machine slows both.
      expect(first).toBeLessThan(15_000);
      expect(delay.max / 1e6).toBeLessThan(first / 2);
    },
  );

  it('drops what is not wanted any more', async () => {
    const { reader: documents } = reader();
    const controller = new AbortController();
    const asked = documents.ask('findBlocks', source, controller.signal);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says where to look when the thread ends, and starts another for the next question', async () => {
    const file = path.join(await temporaryFolder(), 'ends.cjs');
    await writeFile(file, 'throw new Error("no such parser");');
    const { reader: documents, log } = reader(file);
    const question = (): Promise<unknown> => documents.ask('findBlocks', { text: 'a', hint: {} });
    await expect(question()).rejects.toThrow(/thread that reads documents ended; run "MEND: Show Logs"/);
    expect(log).toHaveBeenCalledWith(expect.stringContaining('no such parser'));
    await writeFile(file, `require(${JSON.stringify(script)});`);
    expect(await question()).toEqual([]);
  });

  it('answers nothing any more when it is disposed', async () => {
    const { reader: documents } = reader();
    const pending = documents.ask('findBlocks', source);
    await vi.waitFor(() => documents.dispose());
    await expect(pending).rejects.toMatchObject({ code: 'disposed' });
    await expect(documents.ask('findBlocks', source)).rejects.toMatchObject({ code: 'disposed' });
  });
});
