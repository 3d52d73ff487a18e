import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../shared/disposable';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { describeError } from '../../shared/errorText';
import { Rpc } from '../../shared/rpc';
import type { ReadingMethods } from './methods';
import { portTransport } from './portTransport';

type Connection = Rpc<ReadingMethods>;

/**
 * Reads documents in a thread of its own, so that a long one holds up nothing that the user does: a megabyte takes up to a second. The thread is
 * started by the first question, and again by the next one if it ended.
 */
export class Reader implements Disposable {
  #connection: Connection | undefined;
  #thread: Worker | undefined;
  #disposed = false;

  /** @param script the thread's bundle */
  constructor(
    private readonly script: string,
    private readonly log: (message: string) => void,
  ) {}

  /** @throws UserError what the method throws; `cancelled`; `disposed`; `internal` where the thread ended */
  async ask<M extends keyof ReadingMethods>(
    method: M,
    params: Parameters<ReadingMethods[M]>[0],
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<ReadingMethods[M]>>> {
    this.#connection ??= this.#start();
    return this.#connection.request(method, params, signal ? { signal } : {});
  }

  dispose(): void {
    this.#disposed = true;
    this.#connection?.dispose();
    void this.#thread?.terminate();
  }

  #start(): Connection {
    if (this.#disposed) throw new UserError('disposed', sentence('The extension is shutting down.'));
    const thread = new Worker(this.script);
    const connection: Connection = new Rpc<ReadingMethods>(
      portTransport(thread),
      {},
      { peer: 'the thread that reads documents', log: this.log },
    );
    thread.on('error', (error) =>
      this.log(`The thread that reads documents failed: ${describeError(error)}`),
    );
    thread.on('exit', () => {
      if (this.#connection === connection) this.#connection = undefined;
      connection.dispose(
        new UserError(
          'internal',
          sentence('The thread that reads documents ended; run "MEND: Show Logs" to see why.'),
        ),
      );
    });
    this.#thread = thread;
    return connection;
  }
}
