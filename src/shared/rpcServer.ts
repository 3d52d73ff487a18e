import type { CallContext } from './calls';
import type { Disposable } from './disposable';
import { UserError } from './errors';
import { describeError } from './errorText';
import type { ErrorReply, RpcMessage } from './rpcMessages';

/** The functions behind a methods interface. They may be synchronous or not. */
export type Handlers<M> = {
  readonly [K in keyof M]: M[K] extends (params: infer P) => infer R
    ? (params: P, context: CallContext) => R | Promise<R>
    : never;
};

type Handler = (params: unknown, context: CallContext) => unknown;

/** The answering half of an `Rpc`: runs handlers and always replies, whatever they do. */
export class RpcServer implements Disposable {
  readonly #running = new Map<string, AbortController>();
  #disposed = false;

  constructor(
    private readonly send: (message: RpcMessage) => void,
    private readonly handlers: object,
    private readonly log: (message: string) => void,
  ) {}

  /** Starts the method and replies when it ends. */
  handle(id: string, method: string, params: unknown): void {
    if (this.#running.has(id))
      return this.log(`Ignored a second request with the id ${id} of a running one.`);
    // Own properties only: a peer must not reach `constructor` and the like.
    const handler: unknown = Object.hasOwn(this.handlers, method)
      ? Reflect.get(this.handlers, method)
      : undefined;
    if (typeof handler !== 'function') return this.refuse(id, `the unknown method "${method}"`);
    const controller = new AbortController();
    this.#running.set(id, controller);
    void this.#run(id, method, handler as Handler, params, controller);
  }

  async #run(
    id: string,
    method: string,
    handler: Handler,
    params: unknown,
    controller: AbortController,
  ): Promise<void> {
    const context: CallContext = {
      signal: controller.signal,
      progress: (report) => {
        if (this.#running.has(id)) this.#reply({ v: 1, kind: 'progress', id, report });
      },
    };
    let answer: RpcMessage;
    try {
      answer = { v: 1, kind: 'result', id, result: await handler(params, context) };
    } catch (error) {
      answer = { v: 1, kind: 'error', id, error: this.#errorReply(method, error, controller.signal) };
    }
    this.#running.delete(id);
    if (this.#reply(answer)) return;
    const message = `The answer to "${method}" could not be sent.`;
    this.#reply({ v: 1, kind: 'error', id, error: { code: 'internal', message } });
  }

  #errorReply(method: string, error: unknown, signal: AbortSignal): ErrorReply {
    if (error instanceof UserError) {
      if (error.cause !== undefined) this.log(`${method}: ${describeError(error)}`);
      const { code, message, sentence } = error;
      return { code, message, ...(sentence && { sentence }) };
    }
    if (signal.aborted) return { code: 'cancelled', message: `"${method}" was cancelled.` };
    this.log(`${method} failed: ${describeError(error)}`);
    return {
      code: 'internal',
      message: `"${method}" failed because of an internal error; the log has the details.`,
    };
  }

  /** Answers a request that can't be handled. */
  refuse(id: string, what: string): void {
    this.log(`Refused ${what}.`);
    this.#reply({ v: 1, kind: 'error', id, error: { code: 'internal', message: `Refused ${what}.` } });
  }

  cancel(id: string): void {
    this.#running.get(id)?.abort();
  }

  #reply(message: RpcMessage): boolean {
    if (this.#disposed) return true;
    try {
      this.send(message);
      return true;
    } catch (error) {
      this.log(`A ${message.kind} could not be sent: ${describeError(error)}`);
      return false;
    }
  }

  /** Cancels what runs; nothing is sent any more. */
  dispose(): void {
    this.#disposed = true;
    for (const controller of [...this.#running.values()]) controller.abort();
    this.#running.clear();
  }
}
