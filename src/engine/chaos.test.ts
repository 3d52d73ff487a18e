import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { EngineClient } from './client';
import { bundleForFork } from './testing/bundle';
import { eventually, isAlive } from './testing/processes';
import { seededRandom } from './testing/random';
import { removeTemporary, temporaryFolder } from './testing/temporary';

afterAll(removeTemporary);

const KILLS = 50;
const KNOWN_OUTCOMES = ['done', 'cancelled', 'engineCrashed'];

it(`survives ${KILLS} kills at random moments: every call settles, no process and no half-written file is left`, async () => {
  const random = seededRandom(20240507);
  const folder = await temporaryFolder();
  const pids = new Set<number>();
  const client = new EngineClient({
    workerPath: await bundleForFork('fixtureWorker.ts'),
    graceMilliseconds: 50,
    idleMilliseconds: 20,
    maximumCrashes: Infinity,
  });
  client.onDidChangeState(() => client.pid !== undefined && pids.add(client.pid));
  const commands = ['echo', 'sleep:5', 'hang', 'deaf', 'block:30', 'crashInProgress'];
  const outcomes: string[] = [];
  let started = 0;
  let pending = 0;

  function call(): void {
    const controller = new AbortController();
    const model = { folder: '/m' };
    const settle = (outcome: string): void => {
      pending--;
      outcomes.push(outcome);
    };
    const input = commands[Math.floor(random() * commands.length)] ?? 'echo';
    const { signal } = controller;
    const run =
      random() < 0.3
        ? client.compress(
            { model, demonstrations: [], file: join(folder, `${started}.safetensors`), vectors: 1 },
            { signal },
          )
        : client.predict({ model, file: '/f', input }, { signal });
    started++;
    pending++;
    run.then(
      () => settle('done'),
      (error: unknown) => settle((error as { code: string }).code),
    );
    // What hangs by design must be cancelled, or it could only end by a kill.
    setTimeout(() => controller.abort(), random() * 800);
  }

  for (let kill = 0; kill < KILLS; kill++) {
    for (let n = 0; n < 3; n++) call();
    await sleep(random() * 500);
    if (client.pid !== undefined) process.kill(client.pid, 'SIGKILL');
  }

  expect(await eventually(() => pending === 0, 10_000)).toBe(true);
  expect(outcomes).toHaveLength(started);
  expect(outcomes.filter((outcome) => !KNOWN_OUTCOMES.includes(outcome))).toEqual([]);
  expect(new Set(outcomes)).toEqual(new Set(KNOWN_OUTCOMES));
  const answer = await client.predict({ model: { folder: '/m' }, file: '/f', input: 'echo' });
  expect(answer.options?.[0]).toBe(String(client.pid));
  await client.dispose();
  expect(pids.size).toBeGreaterThan(KILLS / 2);
  expect([...pids].filter(isAlive)).toEqual([]);
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  for (const name of files) expect(readFileSync(join(folder, name))).toHaveLength(20_000);
}, 60_000);
