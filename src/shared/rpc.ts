import { RpcCaller, type RequestOptions } from './rpcCaller';
import { parseMessage, type RpcMessage } from './rpcMessages';
import { RpcServer, type Handlers } from './rpcServer';
import { DisposableStore, toDisposable, type Disposable } from './disposable';
import { Emitter } from './emitter';
import { UserError } from './errors';
import { sentence } from './sentence';
import { describeError } from './errorText';
import type { Transport } from './transport';

/** A methods interface such as `EngineMethods`: each method takes one params object and gives a result. */
export type MethodsOf<M> = { [K in keyof M]: (params: never) => unknown };

export interface RpcOptions {
  /** Who is at the other end, as a sentence names it: "the engine". */
  readonly peer: string;
  /** Gets what went wrong without anybody to tell: ignored messages, stacks of internal errors. */
  readonly log?: (message: string) => void;
}

/**
 * Typed calls over a transport, both ways at once: requests with progress, cancel and error replies, and events without an answer.
 *
 * `Remote` and `RemoteEvents` are what the peer offers, `Local` and `LocalEvents` what this side does. Nothing a peer sends makes this
 * class throw, every request that reaches a handler is answered, and disposing rejects whatever is pending.
 */
export class Rpc<
  Remote extends MethodsOf<Remote>,
  Local extends MethodsOf<Local> = object,
  RemoteEvents = object,
  LocalEvents = object,
> implements Disposable {
  readonly #resources = new DisposableStore();
  readonly #caller: RpcCaller;
  readonly #server: RpcServer;
  readonly #events: Emitter<{ name: string; payload: unknown }>;
  readonly #log: (message: string) => void;

  constructor(
    private readonly transport: Transport,
    handlers: Handlers<Local>,
    private readonly options: RpcOptions,
  ) {
    this.#log = options.log ?? (() => undefined);
    const send = (message: RpcMessage): void => this.transport.send(message);
    this.#caller = new RpcCaller(send, options.peer, this.#log);
    this.#server = new RpcServer(send, handlers, this.#log);
    this.#events = new Emitter((error) => this.#log(`An event listener failed: ${describeError(error)}`));
    this.#resources.add(this.#events);
    this.#resources.add(this.#server);
    this.#resources.add(transport.onMessage((message) => this.#receive(message)));
  }

  /**
   * Calls a method of the peer.
   * @throws UserError with the peer's code and sentence; `cancelled` once the peer has answered a cancelled call; `disposed`.
   */
  request<M extends keyof Remote & string>(
    method: M,
    params: Parameters<Remote[M]>[0],
    options: RequestOptions = {},
  ): Promise<Awaited<ReturnType<Remote[M]>>> {
    return this.#caller.request(method, params, options) as Promise<Awaited<ReturnType<Remote[M]>>>;
  }

  /** Tells the peer something; whether it arrives is not known. */
  emit<N extends keyof LocalEvents & string>(name: N, payload: LocalEvents[N]): void {
    if (this.#resources.isDisposed) return;
    try {
      this.transport.send({ v: 1, kind: 'event', name, payload } satisfies RpcMessage);
    } catch (error) {
      this.#log(`Event ${name} could not be sent: ${describeError(error)}`);
    }
  }

  /** Listens to one event of the peer. */
  on<N extends keyof RemoteEvents & string>(
    name: N,
    listener: (payload: RemoteEvents[N]) => void,
  ): Disposable {
    const subscription = this.#events.event((event) => {
      if (event.name === name) listener(event.payload as RemoteEvents[N]);
    });
    return toDisposable(() => subscription.dispose());
  }

  /** Rejects what is pending with `reason` (default: `disposed`), cancels what runs here, and stops listening. */
  dispose(
    reason: UserError = new UserError(
      'disposed',
      sentence('The connection to {0} was closed.', this.options.peer),
    ),
  ): void {
    this.#resources.dispose();
    this.#caller.close(reason);
  }

  #receive(value: unknown): void {
    const parsed = parseMessage(value);
    if ('problem' in parsed) {
      this.#log(`Ignored ${parsed.problem} from ${this.options.peer}.`);
      if (parsed.requestId !== undefined) this.#server.refuse(parsed.requestId, 'a request without a method');
      return;
    }
    const { message } = parsed;
    switch (message.kind) {
      case 'request':
        return this.#server.handle(message.id, message.method, message.params);
      case 'cancel':
        return this.#server.cancel(message.id);
      case 'event':
        return this.#events.fire(message);
      default:
        return this.#caller.receive(message);
    }
  }
}
