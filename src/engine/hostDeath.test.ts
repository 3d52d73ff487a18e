import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleForFork } from './testing/bundle';
import { eventually, isAlive } from './testing/processes';
import { removeTemporary } from './testing/temporary';

afterAll(removeTemporary);

let hostPath: string;
let workerPath: string;

beforeAll(async () => {
  hostPath = await bundleForFork('forkingHost.ts');
  workerPath = await bundleForFork('fixtureWorker.ts');
});

it.each([
  ['is waiting', 'hang'],
  ['is blocked in native code', 'block:30000'],
])('the worker is gone within 2 s of its host’s death while it %s', async (_name, command) => {
  const host = spawn(process.execPath, [hostPath, workerPath, command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(host.stdout, 'data')) as [Buffer];
  const worker = Number(line.toString());
  expect(isAlive(worker)).toBe(true);
  // Past the moment where the worker starts to block.
  await new Promise((resolve) => setTimeout(resolve, 100));
  host.kill('SIGKILL');
  expect(await eventually(() => !isAlive(worker), 2000)).toBe(true);
});
