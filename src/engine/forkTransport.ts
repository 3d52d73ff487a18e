import { toDisposable } from '../shared/disposable';
import { describeError } from '../shared/errorText';
import type { Transport } from '../shared/transport';

/** What a `ChildProcess` and, in the child, `process` have in common. */
export interface IpcEndpoint {
  readonly connected: boolean;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/**
 * The IPC channel of `child_process.fork` as a transport, for either end of it.
 *
 * A closed channel is no error here: the end of the process is what tells the callers, with the exit code and stderr.
 */
export function forkTransport(endpoint: IpcEndpoint, log: (message: string) => void): Transport {
  return {
    send: (message) => {
      // Without a callback Node would emit 'error', which ends a process that nobody listens to.
      if (endpoint.connected) endpoint.send?.(message, (error) => error && log(describeError(error)));
    },
    onMessage: (listener) => {
      endpoint.on('message', listener);
      return toDisposable(() => endpoint.off('message', listener));
    },
  };
}
