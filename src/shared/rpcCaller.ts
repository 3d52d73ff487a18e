import type { ProgressReport } from './calls';
import { UserError } from './errors';
import { sentence } from './sentence';
import { describeError } from './errorText';
import { toUserError, type RpcMessage } from './rpcMessages';

export interface RequestOptions {
  /** Aborting sends a cancel; the call rejects with `cancelled` when the peer answers, or at once if nothing was sent yet. */
  readonly signal?: AbortSignal;
  readonly progress?: (report: ProgressReport) => void;
}

interface PendingCall {
  readonly method: string;
  settle(error: UserError | undefined, result?: unknown): void;
  progress(report: ProgressReport): void;
}

type Answer = Extract<RpcMessage, { kind: 'result' | 'error' | 'progress' }>;

/** The asking half of an `Rpc`: remembers what was asked until it is answered. */
export class RpcCaller {
  readonly #pending = new Map<string, PendingCall>();
  /** Ids must not repeat after a reload of the peer or of this side, hence the random part. */
  readonly #idPrefix = Math.random().toString(36).slice(2, 12);
  #count = 0;
  #closed: UserError | undefined;

  constructor(
    private readonly send: (message: RpcMessage) => void,
    private readonly peer: string,
    private readonly log: (message: string) => void,
  ) {}

  request(method: string, params: unknown, options: RequestOptions): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (options.signal?.aborted) return Promise.reject(cancelled(method));
    const id = `${this.#idPrefix}-${++this.#count}`;
    return new Promise((resolve, reject) => {
      this.#remember(id, method, options, resolve, reject);
      try {
        this.send({ v: 1, kind: 'request', id, method, params });
      } catch (error) {
        this.log(`Request ${method} could not be sent: ${describeError(error)}`);
        this.#pending
          .get(id)
          ?.settle(new UserError('internal', sentence('"{0}" could not be sent to {1}.', method, this.peer)));
      }
    });
  }

  #remember(
    id: string,
    method: string,
    { signal, progress }: RequestOptions,
    resolve: (result: unknown) => void,
    reject: (error: UserError) => void,
  ): void {
    const onAbort = (): void => this.#cancel(id);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#pending.set(id, {
      method,
      progress: (report) => progress?.(report),
      settle: (error, result) => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', onAbort);
        // Whatever came back, who cancelled is told so: an answer that crossed the cancel must not look like a success.
        if (signal?.aborted) reject(cancelled(method));
        else if (error) reject(error);
        else resolve(result);
      },
    });
  }

  #cancel(id: string): void {
    try {
      this.send({ v: 1, kind: 'cancel', id });
    } catch (error) {
      this.log(`A cancel could not be sent: ${describeError(error)}`);
      this.#pending.get(id)?.settle(undefined);
    }
  }

  /** Takes an answer or a progress report of the peer. */
  receive(message: Answer): void {
    const call = this.#pending.get(message.id);
    if (!call) return this.log(`Ignored a ${message.kind} for a call that is not pending (${message.id}).`);
    if (message.kind === 'result') return call.settle(undefined, message.result);
    if (message.kind === 'error') return call.settle(toUserError(message.error));
    try {
      call.progress(message.report);
    } catch (error) {
      this.log(`The progress callback of ${call.method} failed: ${describeError(error)}`);
    }
  }

  /** Rejects everything pending, and every later request, with `reason`. */
  close(reason: UserError): void {
    this.#closed ??= reason;
    for (const call of [...this.#pending.values()]) call.settle(reason);
  }
}

function cancelled(method: string): UserError {
  return new UserError('cancelled', sentence('"{0}" was cancelled.', method));
}
