import { Emitter } from './emitter';
import type { Transport } from './transport';

/**
 * Two transports joined back to back, for tests of what talks over an `Rpc`. Messages are cloned and arrive later, as over a real channel.
 */
export function memoryTransports(): [Transport, Transport] {
  const toFirst = new Emitter<unknown>();
  const toSecond = new Emitter<unknown>();
  const side = (outgoing: Emitter<unknown>, incoming: Emitter<unknown>): Transport => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => outgoing.fire(copy));
    },
    onMessage: incoming.event,
  });
  return [side(toSecond, toFirst), side(toFirst, toSecond)];
}
