import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EngineClient, type EngineClientOptions } from './client';
import type { CallContext } from './methods';
import { bundleForFork } from './testing/bundle';
import { eventually, isAlive } from './testing/processes';
import { removeTemporary, temporaryFolder } from './testing/temporary';

afterAll(removeTemporary);

// Real children throughout: a worker that does on command what a real one does by accident.
let workerPath: string;
const clients: EngineClient[] = [];
const log: string[] = [];

beforeAll(async () => {
  workerPath = await bundleForFork('fixtureWorker.ts');
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  log.length = 0;
});

function start(options: Partial<EngineClientOptions> = {}): EngineClient {
  const client = new EngineClient({ workerPath, log: (line) => log.push(line), ...options });
  clients.push(client);
  return client;
}

/** Has the fixture do `command`. @returns the process id of the child that answered. */
async function tell(client: EngineClient, command: string, context?: Partial<CallContext>): Promise<number> {
  const result = await client.predict({ model: { folder: '/m' }, file: '/f', input: command }, context);
  return Number(result.options?.[0]);
}

const crashed = (what: string): object => ({
  code: 'engineCrashed',
  message: `The engine stopped unexpectedly (${what}); run the command again.`,
});

async function compressInto(
  client: EngineClient,
  file: string,
  context?: Partial<CallContext>,
): Promise<unknown> {
  return client.compress({ model: { folder: '/m' }, demonstrations: [], file, vectors: 5 }, context);
}

describe('a healthy child', () => {
  it('says how far it is in the language of the user', async () => {
    const client = start({ translate: (template, part) => `${part}. Teil von: ${template}` });
    const said: string[] = [];
    const progress: CallContext['progress'] = ({ message }) => said.push(message);
    await compressInto(client, join(await temporaryFolder(), 'a'), { progress });
    expect(said.length).toBeGreaterThan(1);
    for (const message of said) expect(message).toMatch(/^\d+\. Teil von: writing \{0\}$/);
  });

  it('answers, is one process, and gets nothing of NODE_OPTIONS', async () => {
    const client = start({ env: { ...process.env, NODE_OPTIONS: '--no-such-option' } });
    const pids = await Promise.all([tell(client, 'echo'), tell(client, 'sleep:5')]);
    expect(new Set([...pids, client.pid]).size).toBe(1);
    expect(client.memory?.resident).toBeGreaterThan(10e6);
    expect(client.memory?.peak).toBeGreaterThanOrEqual(client.memory?.resident ?? Infinity);
  });

  it('passes on what the engine itself refuses', async () => {
    await expect(tell(start(), 'refuse')).rejects.toMatchObject({
      code: 'badInput',
      message: 'The input is empty; type a query.',
    });
  });

  it('exits with code 0 when idle, and comes back', async () => {
    const client = start({ idleMilliseconds: 50 });
    const first = await tell(client, 'echo');
    expect(await eventually(() => !isAlive(first), 5000)).toBe(true);
    expect(client.state).toBe('stopped');
    expect(log.join()).not.toMatch(/unexpectedly|did not answer/);
    expect(await tell(client, 'echo')).not.toBe(first);
  });

  it('leaves no process behind when disposed in the middle of a call', async () => {
    const client = start();
    const pid = await tell(client, 'echo');
    const call = expect(tell(client, 'hang')).rejects.toMatchObject({ code: 'disposed' });
    await sleep(20);
    await client.dispose();
    await call;
    expect(isAlive(pid)).toBe(false);
  });
});

describe('a child that crashes', () => {
  it('before it is ready', async () => {
    const client = start({ env: { ...process.env, FIXTURE_START: 'crash' } });
    await expect(tell(client, 'echo')).rejects.toMatchObject(
      crashed('exit code 3: the fixture died on purpose'),
    );
    expect(client.state).toBe('stopped');
  });

  it('because its script is missing', async () => {
    const call = tell(start({ workerPath: '/no/such/engine.js' }), 'echo');
    await expect(call).rejects.toMatchObject({
      code: 'engineCrashed',
      message: expect.stringContaining('exit code 1') as string,
    });
  });

  it('three times and then stays down', async () => {
    const client = start({ env: { ...process.env, FIXTURE_START: 'crash' } });
    for (let n = 0; n < 3; n++)
      await expect(tell(client, 'echo')).rejects.toMatchObject({ code: 'engineCrashed' });
    expect(client.state).toBe('failed');
    await expect(tell(client, 'echo')).rejects.toThrow('MEND: Restart Engine');
  });

  it.each([
    ['crash', 'exit code 3: the fixture died on purpose'],
    ['crashInProgress', 'exit code 3: the fixture died on purpose'],
    ['throw', 'exit code 1: TypeError: uncaught on purpose'],
  ])('in the middle of a call (%s), and the next call works', async (command, what) => {
    const client = start();
    const first = await tell(client, 'echo');
    const bystander = expect(tell(client, 'hang')).rejects.toMatchObject(crashed(what));
    await expect(tell(client, command)).rejects.toMatchObject(crashed(what));
    await bystander;
    expect(await tell(client, 'echo')).not.toBe(first);
    expect(isAlive(first)).toBe(false);
  });

  it('during shutdown, which is nobody’s concern', async () => {
    const client = start({ idleMilliseconds: 30, env: { ...process.env, FIXTURE_SHUTDOWN: 'crash' } });
    for (let n = 0; n < 4; n++) {
      const pid = await tell(client, 'echo');
      expect(await eventually(() => !isAlive(pid), 5000)).toBe(true);
    }
    expect(client.state).toBe('stopped');
  });

  it('never: one that hangs in shutdown is killed', async () => {
    const client = start({
      idleMilliseconds: 30,
      graceMilliseconds: 100,
      env: { ...process.env, FIXTURE_SHUTDOWN: 'hang' },
    });
    const pid = await tell(client, 'echo');
    expect(await eventually(() => !isAlive(pid), 5000)).toBe(true);
  });

  it('never: one that hangs at the start is killed', async () => {
    const client = start({ startMilliseconds: 300, env: { ...process.env, FIXTURE_START: 'hang' } });
    const call = expect(tell(client, 'echo')).rejects.toThrow('did not start within 0.3 s');
    const pid = client.pid ?? 0;
    await call;
    expect(await eventually(() => !isAlive(pid), 5000)).toBe(true);
  });
});

it('comes down the ladder when providers abort the process, one child a rung, and says nothing of it to the caller', async () => {
  const client = start({ maximumCrashes: 1, env: { ...process.env, FIXTURE_DEADLY: 'cuda,webgpu' } });
  expect((await client.load({ model: { folder: '/m' } })).provider).toBe('cpu');
  const { pid } = client;
  expect((await client.load({ model: { folder: '/m' } })).provider).toBe('cpu');
  expect(client.pid).toBe(pid);
  expect(log.filter((line) => line.includes('goes on without that'))).toHaveLength(2);
});

it('answers with a sentence when the native library can not be loaded, and lives on', async () => {
  const client = start({ env: { ...process.env, FIXTURE_START: 'failLoad' } });
  const failure = {
    code: 'provider',
    message: expect.stringContaining('libfixture.so: no such file') as string,
  };
  await expect(tell(client, 'echo')).rejects.toMatchObject(failure);
  const { pid } = client;
  await expect(tell(client, 'echo')).rejects.toMatchObject(failure);
  expect(client.pid).toBe(pid);
});

describe('cancelling', () => {
  it('leaves a child alone that listens', async () => {
    const client = start({ graceMilliseconds: 2000 });
    const pid = await tell(client, 'echo');
    const controller = new AbortController();
    const call = tell(client, 'hang', { signal: controller.signal });
    await sleep(20);
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(await tell(client, 'echo')).toBe(pid);
  });

  it.each(['deaf', 'block:20000'])('kills one that does not (%s) after the grace period', async (command) => {
    const client = start({ graceMilliseconds: 200 });
    const pid = await tell(client, 'echo');
    const bystander = tell(client, 'sleep:600');
    const controller = new AbortController();
    const call = tell(client, command, { signal: controller.signal });
    await sleep(100);
    const before = performance.now();
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - before).toBeGreaterThan(190);
    expect(await bystander).not.toBe(pid);
    expect(await eventually(() => !isAlive(pid), 5000)).toBe(true);
  });
});

describe('compress killed in the middle', () => {
  it('leaves the old file as it was', async () => {
    const client = start();
    const folder = await temporaryFolder();
    const file = join(folder, 'a.mend.safetensors');
    writeFileSync(file, 'old');
    const progress = (): void => {
      if (client.pid) process.kill(client.pid, 'SIGKILL');
    };
    await expect(compressInto(client, file, { progress })).rejects.toMatchObject(crashed('signal SIGKILL'));
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('leaves no file where there was none, and works the next time', async () => {
    const client = start();
    const folder = await temporaryFolder();
    const file = join(folder, 'a.mend.safetensors');
    let reports = 0;
    const progress = (): void => {
      if (++reports === 10 && client.pid) process.kill(client.pid, 'SIGKILL');
    };
    await expect(compressInto(client, file, { progress })).rejects.toMatchObject(crashed('signal SIGKILL'));
    expect(existsSync(file)).toBe(false);
    await compressInto(client, file);
    expect(readFileSync(file)).toHaveLength(20_000);
    expect(readdirSync(folder)).toEqual(['a.mend.safetensors']);
  });
});
