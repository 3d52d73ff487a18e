import { translated } from '../shared/calls';
import type { Event } from '../shared/emitter';
import type { Translate } from '../shared/sentence';
import type { CallContext, Engine, EngineMethods } from './methods';
import type { EngineProcess } from './engineProcess';
import { mayRepeat } from './interruptions';
import { Supervisor } from './supervisor';
import type { EngineState, SupervisorOptions } from './supervisorOptions';
import type { MemoryReport } from './workerEvents';

export type { EngineState } from './supervisorOptions';

export interface EngineClientOptions extends SupervisorOptions {
  /** Puts progress into the user's language. Default: it stays in English. */
  readonly translate?: Translate;
}

/** Calls that may run twice: they read files and compute, and write nothing. */
const IDEMPOTENT: Record<keyof EngineMethods, boolean> = {
  load: true,
  status: true,
  networkUse: true,
  countTokens: true,
  compress: false,
  survival: true,
  inspect: true,
  nearestTokens: true,
  predict: true,
  evaluate: true,
  answerQueries: true,
  summarize: true,
  breakEven: true,
  challenge: true,
};

/**
 * The engine in a forked child, started by the first call. Every call settles: with its result, the engine's own error, `cancelled` (at the
 * latest a grace period after the abort), `engineCrashed` or `disposed`.
 */
export class EngineClient implements Engine {
  readonly #supervisor: Supervisor;
  readonly onDidChangeState: Event<EngineState>;

  readonly #translate: Translate | undefined;

  constructor(options: EngineClientOptions) {
    this.#translate = options.translate;
    this.#supervisor = new Supervisor(options);
    this.onDidChangeState = this.#supervisor.onDidChangeState;
  }

  get state(): EngineState {
    return this.#supervisor.state;
  }

  /** Process id of the running child. */
  get pid(): number | undefined {
    return this.#supervisor.pid;
  }

  /** The child's memory after its last call. */
  get memory(): MemoryReport | undefined {
    return this.#supervisor.memory;
  }

  readonly load = this.#method('load');
  readonly status = this.#method('status');
  readonly networkUse = this.#method('networkUse');
  readonly countTokens = this.#method('countTokens');
  readonly compress = this.#method('compress');
  readonly survival = this.#method('survival');
  readonly inspect = this.#method('inspect');
  readonly nearestTokens = this.#method('nearestTokens');
  readonly predict = this.#method('predict');
  readonly evaluate = this.#method('evaluate');
  readonly answerQueries = this.#method('answerQueries');
  readonly summarize = this.#method('summarize');
  readonly breakEven = this.#method('breakEven');
  readonly challenge = this.#method('challenge');

  /** Ends the child with whatever it does, forgets past crashes, and starts a new one. @throws UserError when that fails. */
  restart(): Promise<void> {
    return this.#supervisor.restart();
  }

  /** Kills the child. Resolves when it is gone; every call, pending or later, is rejected with `disposed`. */
  dispose(): Promise<void> {
    return this.#supervisor.dispose();
  }

  #method<M extends keyof EngineMethods>(method: M): Engine[M] {
    const call = async (
      params: Parameters<EngineMethods[M]>[0],
      context: Partial<CallContext> = {},
    ): Promise<ReturnType<EngineMethods[M]>> => {
      for (;;) {
        try {
          return await this.#supervisor.use(
            (engine) => this.#request(engine, method, params, context),
            context.signal,
          );
        } catch (error) {
          const which = mayRepeat(error);
          if (which === undefined || (which === 'reading' && !IDEMPOTENT[method])) throw error;
        }
      }
    };
    return call as Engine[M];
  }

  /** One attempt on one child, which is killed when it does not answer a cancel within the grace period. */
  async #request<M extends keyof EngineMethods>(
    engine: EngineProcess,
    method: M,
    params: Parameters<EngineMethods[M]>[0],
    { signal, progress }: Partial<CallContext>,
  ): Promise<ReturnType<EngineMethods[M]>> {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      timer = setTimeout(() => this.#supervisor.interrupt(engine), this.#supervisor.graceMilliseconds);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const translate = this.#translate;
      const told: CallContext['progress'] | undefined =
        progress && translate ? (report) => progress(translated(report, translate)) : progress;
      const options = { ...(signal && { signal }), ...(told && { progress: told }) };
      return await engine.rpc.request(method, params, options);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
