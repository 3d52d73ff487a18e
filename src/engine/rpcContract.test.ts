import { fork } from 'node:child_process';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toDisposable } from '../shared/disposable';
import { memoryTransports } from '../shared/memoryTransport';
import { Rpc } from '../shared/rpc';
import type { Transport } from '../shared/transport';
import { forkTransport } from './forkTransport';
import { bundleForFork } from './testing/bundle';
import { servePeer, type HostEvents, type PeerEvents, type PeerMethods } from './testing/rpcPeer';
import { removeTemporary } from './testing/temporary';

afterAll(removeTemporary);

interface Connection {
  /** This side's transport; the peer is already served on the other side. */
  readonly transport: Transport;
  close(): void;
}

let forkedPeer: string;

beforeAll(async () => {
  forkedPeer = await bundleForFork('forkedRpcPeer.ts');
});

function portTransport(port: MessagePort): Transport {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', listener);
      return toDisposable(() => port.off('message', listener));
    },
  };
}

const silent = (): void => undefined;

const connections: Record<string, () => Connection> = {
  'in memory': () => {
    const [near, far] = memoryTransports();
    const peer = servePeer(far, silent);
    return { transport: near, close: () => peer.dispose() };
  },
  'over a message port': () => {
    const { port1, port2 } = new MessageChannel();
    const peer = servePeer(portTransport(port2), silent);
    return {
      transport: portTransport(port1),
      close: () => {
        peer.dispose();
        port1.close();
      },
    };
  },
  'over a forked child': () => {
    const child = fork(forkedPeer, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    return { transport: forkTransport(child, silent), close: () => child.kill('SIGKILL') };
  },
};

describe.each(Object.keys(connections))('Rpc %s', (name) => {
  let connection: Connection;
  let rpc: Rpc<PeerMethods, object, PeerEvents, HostEvents>;
  let log: ReturnType<typeof vi.fn<(message: string) => void>>;

  beforeEach(() => {
    connection = connections[name]!();
    log = vi.fn<(message: string) => void>();
    rpc = new Rpc(connection.transport, {}, { peer: 'the peer', log });
  });

  afterEach(() => {
    rpc.dispose();
    connection.close();
  });

  it('answers requests, also many at once', async () => {
    const sums = await Promise.all(Array.from({ length: 50 }, (_, n) => rpc.request('add', { a: n, b: 1 })));
    expect(sums).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  it('carries typed arrays and nothing at all', async () => {
    expect(await rpc.request('vectors', { count: 3 })).toEqual(new Float32Array([0.5, 0.5, 0.5]));
    expect(await rpc.request('nothing', {})).toBeUndefined();
  });

  it('reports progress in order, before the result', async () => {
    const seen: string[] = [];
    const result = rpc.request('count', { to: 3 }, { progress: (report) => seen.push(report.message) });
    await result.then(() => seen.push('result'));
    expect(seen).toEqual(['step 1', 'step 2', 'step 3', 'result']);
  });

  it('survives a progress callback that throws', async () => {
    const progress = (): void => {
      throw new Error('bad callback');
    };
    expect(await rpc.request('count', { to: 2 }, { progress })).toBe(2);
    expect(log).toHaveBeenCalledWith(expect.stringContaining('bad callback'));
  });

  it('cancels: the handler sees it and the caller gets "cancelled"', async () => {
    const before = await rpc.request('cancellations', {});
    const controller = new AbortController();
    const call = rpc.request('waitForCancel', {}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'UserError', code: 'cancelled' });
    expect(await rpc.request('cancellations', {})).toBe(before + 1);
  });

  it('keeps the caller waiting until the peer has answered, and tells "cancelled" though it finished', async () => {
    const controller = new AbortController();
    const call = rpc.request('ignoreCancel', { milliseconds: 60 }, { signal: controller.signal });
    let settled = false;
    call.catch(() => (settled = true));
    controller.abort();
    await rpc.request('nothing', {});
    expect(settled).toBe(false);
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('sends nothing for a signal that is already aborted', async () => {
    const call = rpc.request('add', { a: 1, b: 2 }, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  });

  it("passes on the code and sentence of a user's error, and nothing else of others", async () => {
    const forUser = { code: 'badInput', message: 'The input is empty; type a query.' };
    await expect(rpc.request('failForUser', {})).rejects.toMatchObject(forUser);
    const inside = await rpc.request('failInside', {}).catch((error: unknown) => error);
    expect(inside).toMatchObject({ name: 'UserError', code: 'internal' });
    expect(String(inside)).not.toContain('secret');
    await expect(rpc.request('failWithText', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('answers when the result can not be sent', async () => {
    await expect(rpc.request('unsendable', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('rejects a request that can not be sent', async () => {
    const params = { a: 1, b: (() => 2) as unknown as number };
    await expect(rpc.request('add', params)).rejects.toMatchObject({ code: 'internal' });
    expect(await rpc.request('add', { a: 1, b: 2 })).toBe(3);
  });

  it.each(['missing', 'constructor', '__proto__', 'toString'])(
    'refuses the unknown method %s',
    async (method) => {
      const call = rpc.request(method as 'nothing', {});
      await expect(call).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringContaining(method) as string,
      });
    },
  );

  it('ignores garbage and answers on', async () => {
    const garbage = ['text', 7, null, [], {}, { v: 1 }, { v: 2, kind: 'request', id: 'x', method: 'add' }];
    const broken = [
      { v: 1, kind: 'request', id: 1, method: 'add' },
      { v: 1, kind: 'request', id: 'x' },
      { v: 1, kind: 'request', id: 'y', method: 7 },
      { v: 1, kind: 'result', id: 'nobody', result: 1 },
      { v: 1, kind: 'error', id: 'nobody' },
      { v: 1, kind: 'progress', id: 'nobody', report: 3 },
      { v: 1, kind: 'cancel', id: 'nobody' },
      { v: 1, kind: 'event', payload: 1 },
      { v: 1, kind: 'dance', id: 'z' },
    ];
    for (const message of [...garbage, ...broken]) connection.transport.send(message);
    expect(await rpc.request('add', { a: 2, b: 2 })).toBe(4);
  });

  it('delivers events both ways until the listener leaves', async () => {
    const seen: string[] = [];
    const subscription = rpc.on('pong', ({ text }) => seen.push(text));
    rpc.emit('ping', { text: 'one' });
    await rpc.request('nothing', {});
    subscription.dispose();
    rpc.emit('ping', { text: 'two' });
    await rpc.request('nothing', {});
    expect(seen).toEqual(['one!']);
  });

  it('rejects what is pending and what comes later when disposed', async () => {
    const pending = rpc.request('waitForCancel', {});
    rpc.dispose();
    rpc.dispose();
    await expect(pending).rejects.toMatchObject({ code: 'disposed' });
    await expect(rpc.request('nothing', {})).rejects.toMatchObject({ code: 'disposed' });
  });
});
