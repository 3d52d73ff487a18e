import type { Handlers } from '../../shared/rpcServer';
import { UserError } from '../../shared/errors';
import { Rpc } from '../../shared/rpc';
import type { Transport } from '../../shared/transport';

/** What the far end of the contract tests offers. */
export interface PeerMethods {
  add(params: { a: number; b: number }): number;
  vectors(params: { count: number }): Float32Array;
  nothing(params: Record<string, never>): void;
  count(params: { to: number }): number;
  waitForCancel(params: Record<string, never>): string;
  ignoreCancel(params: { milliseconds: number }): string;
  failForUser(params: Record<string, never>): void;
  failInside(params: Record<string, never>): void;
  failWithText(params: Record<string, never>): void;
  unsendable(params: Record<string, never>): unknown;
  cancellations(params: Record<string, never>): number;
}

export interface PeerEvents {
  pong: { text: string };
}

export interface HostEvents {
  ping: { text: string };
}

let cancellations = 0;

const handlers: Handlers<PeerMethods> = {
  add: ({ a, b }) => a + b,
  vectors: ({ count }) => new Float32Array(count).fill(0.5),
  nothing: () => undefined,
  count: ({ to }, { progress }) => {
    for (let n = 1; n <= to; n++) progress({ message: `step ${n}`, fraction: n / to });
    return to;
  },
  waitForCancel: (_params, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        cancellations++;
        reject(new Error('aborted somewhere deep'));
      });
    }),
  ignoreCancel: ({ milliseconds }) =>
    new Promise((resolve) => setTimeout(() => resolve('finished anyway'), milliseconds)),
  failForUser: () => {
    throw new UserError('badInput', 'The input is empty; type a query.');
  },
  failInside: () => Promise.reject(new Error('secret path /home/someone')),
  failWithText: () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- libraries do throw strings
    throw 'just text';
  },
  unsendable: () => () => undefined,
  cancellations: () => cancellations,
};

/** Serves `PeerMethods` and answers every `ping` event with a `pong`. */
export function servePeer(
  transport: Transport,
  log: (message: string) => void,
): Rpc<object, PeerMethods, HostEvents, PeerEvents> {
  const rpc = new Rpc<object, PeerMethods, HostEvents, PeerEvents>(transport, handlers, {
    peer: 'the test',
    log,
  });
  rpc.on('ping', ({ text }) => rpc.emit('pong', { text: `${text}!` }));
  return rpc;
}
