import type { Disposable } from './disposable';

/**
 * Carries messages to one peer and back, in order. A message is anything the structured clone algorithm takes.
 * The webview port, the forked child and the in-memory pair each implement it.
 */
export interface Transport {
  /** Hands a message over; it may throw where the message can't be cloned or the channel is closed. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}
