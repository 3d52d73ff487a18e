import type { MessagePort, Worker } from 'node:worker_threads';
import { toDisposable } from '../../shared/disposable';
import type { Transport } from '../../shared/transport';

/** A thread's port as a transport, for either end of it. */
export function portTransport(port: Pick<MessagePort | Worker, 'postMessage' | 'on' | 'off'>): Transport {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', listener);
      return toDisposable(() => port.off('message', listener));
    },
  };
}
