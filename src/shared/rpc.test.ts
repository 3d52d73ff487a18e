import { describe, expect, it, vi } from 'vitest';
import { UserError } from './errors';
import { memoryTransports } from './memoryTransport';
import { Rpc } from './rpc';
import type { RpcMessage } from './rpcMessages';
import { sentence } from './sentence';

interface Methods {
  echo(params: { text: string }): string;
  hold(params: Record<string, never>): void;
}

const silent = { peer: 'the test' };

function wire(): { rpc: Rpc<Methods>; sent: RpcMessage[]; receive: (message: unknown) => void } {
  const sent: RpcMessage[] = [];
  let receive: (message: unknown) => void = () => undefined;
  const transport = {
    send: (message: unknown) => void sent.push(message as RpcMessage),
    onMessage: (listener: (message: unknown) => void) => {
      receive = listener;
      return { dispose: () => undefined };
    },
  };
  const rpc = new Rpc<Methods>(transport, {}, silent);
  return { rpc, sent, receive: (message) => receive(message) };
}

describe('Rpc', () => {
  it('speaks the documented envelope', async () => {
    const { rpc, sent, receive } = wire();
    const call = rpc.request('echo', { text: 'hi' });
    const [request] = sent;
    expect(request).toEqual({
      v: 1,
      id: expect.any(String) as string,
      kind: 'request',
      method: 'echo',
      params: { text: 'hi' },
    });
    receive({ v: 1, kind: 'result', id: request && 'id' in request ? request.id : '', result: 'hi' });
    expect(await call).toBe('hi');
  });

  it('never gives two calls the same id, not even after a reload of one side', () => {
    const first = wire();
    const second = wire();
    for (const { rpc } of [first, second])
      for (let n = 0; n < 20; n++) void rpc.request('hold', {}).catch(() => undefined);
    const ids = [...first.sent, ...second.sent].map((message) => ('id' in message ? message.id : ''));
    expect(new Set(ids).size).toBe(40);
  });

  it('makes a code it does not know "internal"', async () => {
    const { rpc, sent, receive } = wire();
    const call = rpc.request('echo', { text: '' });
    const id = sent[0] && 'id' in sent[0] ? sent[0].id : '';
    receive({ v: 1, kind: 'error', id, error: { code: 'toString', message: 'Odd.' } });
    await expect(call).rejects.toMatchObject({ code: 'internal', message: 'Odd.' });
  });

  it('ignores a second answer', async () => {
    const { rpc, sent, receive } = wire();
    const call = rpc.request('echo', { text: '' });
    const id = sent[0] && 'id' in sent[0] ? sent[0].id : '';
    receive({ v: 1, kind: 'result', id, result: 'first' });
    receive({ v: 1, kind: 'result', id, result: 'second' });
    expect(await call).toBe('first');
  });

  it('stops listening to the signal once answered', async () => {
    const { rpc, sent, receive } = wire();
    const controller = new AbortController();
    const call = rpc.request('echo', { text: '' }, { signal: controller.signal });
    receive({ v: 1, kind: 'result', id: sent[0] && 'id' in sent[0] ? sent[0].id : '', result: 'x' });
    await call;
    controller.abort();
    expect(sent.map((message) => message.kind)).toEqual(['request']);
  });

  it('rejects pending calls with the reason given, and cancelled ones as cancelled', async () => {
    const { rpc } = wire();
    const controller = new AbortController();
    const one = rpc.request('hold', {});
    const two = rpc.request('hold', {}, { signal: controller.signal });
    controller.abort();
    rpc.dispose(new UserError('engineCrashed', 'It died.'));
    await expect(one).rejects.toMatchObject({ code: 'engineCrashed', message: 'It died.' });
    await expect(two).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('cancels running handlers when the answering side is disposed', async () => {
    const [near, far] = memoryTransports();
    const seen = vi.fn();
    const server = new Rpc<object, Methods>(
      far,
      {
        echo: ({ text }) => text,
        hold: (_params, { signal }) =>
          new Promise((resolve) => signal.addEventListener('abort', () => (seen(), resolve()))),
      },
      silent,
    );
    const client = new Rpc<Methods>(near, {}, silent);
    const held = client.request('hold', {});
    await client.request('echo', { text: '' });
    server.dispose();
    expect(seen).toHaveBeenCalledTimes(1);
    client.dispose();
    await expect(held).rejects.toMatchObject({ code: 'disposed' });
  });

  it('hands over what the message of a failure was made of, unless that is malformed', async () => {
    const [near, far] = memoryTransports();
    const why = sentence('{0} is {1}.', 'x', sentence('gone'));
    const malformed = Object.assign(new UserError('fileSystem', 'It is gone.'), {
      sentence: { template: 3 },
    });
    const failures = [new UserError('fileSystem', why), malformed];
    new Rpc<object, Pick<Methods, 'echo'>>(
      far,
      { echo: () => Promise.reject(failures.shift() ?? new Error('asked too often')) },
      silent,
    );
    const client = new Rpc<Methods>(near, {}, silent);
    const failure = { code: 'fileSystem', message: 'x is gone.', sentence: why };
    await expect(client.request('echo', { text: '' })).rejects.toMatchObject(failure);
    const plain = await client.request('echo', { text: '' }).catch((error: unknown) => error);
    expect(plain).toMatchObject({ message: 'It is gone.', sentence: undefined });
  });

  it('logs the stack of an internal error and of a cause, where the peer sees neither', async () => {
    const [near, far] = memoryTransports();
    const log = vi.fn<(message: string) => void>();
    const cause = new Error('ENOSPC deep down');
    new Rpc<object, Methods>(
      far,
      {
        echo: () => Promise.reject(new UserError('fileSystem', 'The disk is full.', { cause })),
        hold: () => {
          throw new TypeError('a bug');
        },
      },
      { peer: 'the test', log },
    );
    const client = new Rpc<Methods>(near, {}, silent);
    await expect(client.request('echo', { text: '' })).rejects.toMatchObject({
      code: 'fileSystem',
      message: 'The disk is full.',
    });
    await expect(client.request('hold', {})).rejects.toMatchObject({ code: 'internal' });
    expect(log.mock.calls.map(([line]) => line).join('\n')).toMatch(
      /ENOSPC deep down[\s\S]*TypeError: a bug\n\s+at /,
    );
  });
});
