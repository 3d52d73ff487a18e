import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineClient, type EngineClientOptions } from './client';
import { fakeFork, type FakeFork } from './testing/fakeFork';

let fake: FakeFork;
let client: EngineClient;
let states: string[];
let log: string[];

function start(options: Partial<EngineClientOptions> = {}): EngineClient {
  fake = fakeFork();
  states = [];
  log = [];
  client = new EngineClient({
    workerPath: '/dist/engine.js',
    fork: fake.fork,
    log: (line) => log.push(line),
    ...options,
  });
  client.onDidChangeState((state) => states.push(state));
  return client;
}

/** Lets promises run. */
async function settle(): Promise<void> {
  for (let n = 0; n < 5; n++) await vi.advanceTimersByTimeAsync(0);
}

async function running(options?: Partial<EngineClientOptions>): Promise<void> {
  start(options);
  const status = client.status({});
  fake.last().ready();
  await settle();
  answer('status', { provider: 'cpu' });
  await status;
}

function answer(method: string, result: unknown): void {
  fake.last().says({ kind: 'result', id: fake.last().requestOf(method), result });
}

const compressParams = { model: { folder: '/m' }, demonstrations: [], file: '/f' };

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  const gone = client.dispose();
  await settle();
  await gone;
  vi.useRealTimers();
});

describe('starting', () => {
  it('forks on the first call, not before, and once for several calls', async () => {
    start();
    expect(fake.calls).toHaveLength(0);
    const calls = [client.status({}), client.status({})];
    expect(fake.calls).toHaveLength(1);
    expect(client.state).toBe('starting');
    expect(fake.last().sent).toEqual([]);
    fake.last().ready();
    await settle();
    for (const message of fake.last().sent)
      if ('id' in message) fake.last().says({ kind: 'result', id: message.id, result: 1 });
    expect(await Promise.all(calls)).toEqual([1, 1]);
    expect(states).toEqual(['starting', 'running']);
    expect(client.pid).toBe(1000);
  });

  it('forks plainly: no debugger flags, no options of the host, typed arrays on the wire', () => {
    start({
      env: { PATH: '/bin', NODE_OPTIONS: '--inspect', VSCODE_IPC_HOOK: 'x', vscode_pid: '1', HOME: '/h' },
    });
    client.status({}).catch(() => undefined);
    expect(fake.calls[0]).toEqual({
      path: '/dist/engine.js',
      args: [],
      options: {
        execArgv: [],
        serialization: 'advanced',
        env: { PATH: '/bin', HOME: '/h', ELECTRON_RUN_AS_NODE: '1', ORT_DISABLE_TELEMETRY: '1' },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    });
  });

  it('reads the options anew for every child', async () => {
    let threads = '1';
    const options = Object.defineProperty({}, 'env', { get: () => ({ THREADS: threads }), enumerable: true });
    fake = fakeFork();
    const fixed = { workerPath: '/dist/engine.js', fork: fake.fork };
    client = new EngineClient(Object.defineProperties(fixed, Object.getOwnPropertyDescriptors(options)));
    client.status({}).catch(() => undefined);
    threads = '2';
    const restarted = client.restart();
    await settle();
    fake.last().ready();
    await restarted;
    expect(fake.calls.map(({ options: { env } }) => env?.['THREADS'])).toEqual(['1', '2']);
  });

  it('rejects the calls when the child does not listen in time, and kills it', async () => {
    start({ startMilliseconds: 2000 });
    const call = expect(client.status({})).rejects.toMatchObject({
      code: 'engineCrashed',
      message: expect.stringContaining('2 s') as string,
    });
    await vi.advanceTimersByTimeAsync(2000);
    await call;
    expect(fake.last().kills).toEqual(['SIGKILL']);
    await settle();
    expect(client.state).toBe('stopped');
  });

  it('tells when the process can not be made at all', async () => {
    start({
      fork: () => {
        throw new Error('spawn EAGAIN');
      },
    });
    const call = client.status({});
    await expect(call).rejects.toMatchObject({
      code: 'engineCrashed',
      message: expect.stringContaining('EAGAIN') as string,
    });
  });

  it('cancels a call that waits for the start, and keeps the child for the next one', async () => {
    start();
    const controller = new AbortController();
    const call = client.status({}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(fake.last().kills).toEqual([]);
  });
});

describe('stopping', () => {
  it('asks an idle child to shut down, and takes its exit for no crash', async () => {
    await running({ idleMilliseconds: 1000 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(fake.last().sent.at(-1)).toMatchObject({ kind: 'event', name: 'shutdown' });
    expect(client.state).toBe('stopped');
    fake.last().end(0);
    await settle();
    expect(fake.last().kills).toEqual([]);
    expect(states).toEqual(['starting', 'running', 'stopped']);
  });

  it('does not stop while a call runs', async () => {
    await running({ idleMilliseconds: 1000 });
    const call = client.compress(compressParams);
    await vi.advanceTimersByTimeAsync(5000);
    expect(client.state).toBe('running');
    answer('compress', { file: '/f' });
    await call;
    await vi.advanceTimersByTimeAsync(1000);
    expect(client.state).toBe('stopped');
  });

  it('never stops when told so', async () => {
    await running({ idleMilliseconds: 0 });
    await vi.advanceTimersByTimeAsync(2 ** 31);
    expect(client.state).toBe('running');
  });

  it('kills a child that does not shut down, and starts another for a call in between', async () => {
    await running({ idleMilliseconds: 1000, graceMilliseconds: 300 });
    const first = fake.last();
    await vi.advanceTimersByTimeAsync(1000);
    const call = client.status({});
    expect(fake.children).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(300);
    expect(first.kills).toEqual(['SIGKILL']);
    fake.last().ready();
    await settle();
    answer('status', 'second');
    expect(await call).toBe('second');
  });

  it('rejects everything when disposed, and kills', async () => {
    await running();
    const pending = expect(client.compress(compressParams)).rejects.toMatchObject({ code: 'disposed' });
    await settle();
    const gone = client.dispose();
    await settle();
    await gone;
    await pending;
    expect(fake.last().kills).toContain('SIGKILL');
    await expect(client.status({})).rejects.toMatchObject({ code: 'disposed' });
    await expect(client.restart()).rejects.toMatchObject({ code: 'disposed' });
    expect(fake.children).toHaveLength(1);
  });
});

describe('crashes', () => {
  async function crash(): Promise<unknown> {
    const outcome = client.status({}).catch((error: unknown) => error);
    fake.last().ready();
    await settle();
    fake.last().end(null, 'SIGSEGV');
    return outcome;
  }

  it('says exit code or signal, and the last line of stderr that tells something', async () => {
    await running();
    const call = expect(client.compress(compressParams)).rejects.toMatchObject({
      code: 'engineCrashed',
      message: 'The engine stopped unexpectedly (exit code 1: Error: out of luck); run the command again.',
    });
    await settle();
    fake
      .last()
      .stderr.write(
        'a.js:3\nthrow new Error()\n^\n\nError: out of luck\n    at f (a.js:3)\n\nNode.js v20.20.2\n',
      );
    await settle();
    fake.last().end(1);
    await call;
    expect(log).toContain('stderr: Error: out of luck');
    expect(client.state).toBe('stopped');
  });

  it('waits for the end of stderr, but not for ever', async () => {
    await running();
    const call = expect(client.status({})).rejects.toMatchObject({ code: 'engineCrashed' });
    await settle();
    fake.last().emit('exit', 9, null);
    expect(client.state).toBe('running');
    await vi.advanceTimersByTimeAsync(1000);
    await call;
  });

  it('stays down after three crashes in ten minutes, until restarted', async () => {
    start();
    expect(await crash()).toMatchObject({ message: expect.stringContaining('signal SIGSEGV') as string });
    await crash();
    expect(client.state).toBe('stopped');
    await crash();
    expect(client.state).toBe('failed');
    await expect(client.status({})).rejects.toMatchObject({
      code: 'engineCrashed',
      message: expect.stringContaining('MEND: Restart Engine') as string,
    });
    expect(fake.children).toHaveLength(3);
    const restarted = client.restart();
    await settle();
    fake.last().ready();
    await restarted;
    expect(client.state).toBe('running');
    await crash();
    expect(client.state).toBe('stopped');
  });

  it('forgives crashes that are far apart', async () => {
    start();
    for (let n = 0; n < 6; n++) {
      await crash();
      await vi.advanceTimersByTimeAsync(6 * 60_000);
    }
    expect(client.state).toBe('stopped');
  });
});

describe('a provider that ends the child', () => {
  const says = (provider: string, state: string): void =>
    fake.last().says({ kind: 'event', name: 'provider', payload: { provider, state } });
  const avoided = (): unknown => fake.calls.at(-1)?.options.env?.['MEND_AVOID'];

  it('is gone without by the next child, on which every call is issued again if it was still being opened', async () => {
    await running({ maximumCrashes: 1 });
    const calls = [client.compress(compressParams), client.status({})];
    await settle();
    says('cuda', 'opening');
    fake.last().end(null, 'SIGSEGV');
    await settle();
    fake.last().ready();
    await settle();
    answer('compress', 'compressed');
    answer('status', 'status');
    expect(await Promise.all(calls)).toEqual(['compressed', 'status']);
    expect(JSON.parse(String(avoided()))).toEqual([
      {
        provider: 'cuda',
        reason: 'it stopped the engine (signal SIGSEGV): "MEND: Restart Engine" tries it again',
      },
    ]);
    // It is no crash of the engine's: one of those would have been the last here.
    expect(client.state).toBe('running');
    expect(log.join()).toContain('while it used cuda (signal SIGSEGV), and goes on without that');
  });

  it('while a model ran: what may have written is left to the user', async () => {
    await running();
    const compressing = expect(client.compress(compressParams)).rejects.toMatchObject({
      code: 'engineCrashed',
      message: expect.stringContaining('while it used webgpu (exit code 134)') as string,
    });
    const reading = client.status({});
    await settle();
    says('webgpu', 'opening');
    says('webgpu', 'open');
    fake.last().end(134);
    await compressing;
    fake.last().ready();
    await settle();
    answer('status', 'again');
    expect(await reading).toBe('again');
  });

  it('is tried again after a restart', async () => {
    await running();
    const failing = client.compress(compressParams).catch(() => undefined);
    await settle();
    says('cuda', 'opening');
    says('cuda', 'open');
    fake.last().end(null, 'SIGSEGV');
    await failing;
    const restarted = client.restart();
    await settle();
    fake.last().ready();
    await restarted;
    expect(avoided()).toBeUndefined();
  });

  it('is not suspected once it was closed', async () => {
    await running();
    const call = expect(client.compress(compressParams)).rejects.toMatchObject({
      message: 'The engine stopped unexpectedly (signal SIGSEGV); run the command again.',
    });
    await settle();
    says('cuda', 'opening');
    says('cuda', 'closed');
    fake.last().end(null, 'SIGSEGV');
    await call;
  });
});

describe('cancelling', () => {
  it('leaves a child alone that answers in time', async () => {
    await running({ graceMilliseconds: 500 });
    const controller = new AbortController();
    const call = expect(client.compress(compressParams, { signal: controller.signal })).rejects.toMatchObject(
      { code: 'cancelled' },
    );
    await settle();
    controller.abort();
    expect(fake.last().sent.at(-1)).toMatchObject({ kind: 'cancel' });
    const id = fake.last().requestOf('compress');
    fake.last().says({ kind: 'error', id, error: { code: 'cancelled', message: 'Cancelled.' } });
    await call;
    await vi.advanceTimersByTimeAsync(5000);
    expect(fake.last().kills).toEqual([]);
  });

  it('kills a deaf child after the grace period; calls that may run twice do, compress is rejected', async () => {
    await running({ graceMilliseconds: 500 });
    const first = fake.last();
    const controller = new AbortController();
    const deaf = expect(client.compress(compressParams, { signal: controller.signal })).rejects.toMatchObject(
      { code: 'cancelled' },
    );
    const other = expect(client.compress(compressParams)).rejects.toMatchObject({
      code: 'engineCrashed',
      message: 'The engine was stopped to cancel another call; run the command again.',
    });
    const again = client.countTokens({ model: { folder: '/m' }, demonstrations: [] });
    await settle();
    controller.abort();
    await vi.advanceTimersByTimeAsync(499);
    expect(first.kills).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(first.kills).toEqual(['SIGKILL']);
    await deaf;
    await other;
    await settle();
    fake.last().ready();
    await settle();
    answer('countTokens', 'counted');
    expect(await again).toBe('counted');
    expect(fake.children).toHaveLength(2);
    expect(client.state).toBe('running');
  });
});

describe('restarting', () => {
  it('ends what runs and starts a new child', async () => {
    await running();
    const call = expect(client.compress(compressParams)).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    const restarted = client.restart();
    await call;
    await settle();
    fake.last().ready();
    await restarted;
    expect(fake.children).toHaveLength(2);
    expect(client.pid).toBe(1001);
  });

  it('tells when the new child does not start', async () => {
    start();
    const restarted = expect(client.restart()).rejects.toMatchObject({ code: 'engineCrashed' });
    await settle();
    fake.last().end(1);
    await restarted;
  });
});

it("knows the child's memory", async () => {
  await running();
  fake.last().says({ kind: 'event', name: 'memory', payload: { resident: 5, peak: 7 } });
  expect(client.memory).toEqual({ resident: 5, peak: 7 });
});
