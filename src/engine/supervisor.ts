import { Emitter, type Event } from '../shared/emitter';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { describeError } from '../shared/errorText';
import { untilAborted } from './abort';
import { CrashBudget } from './crashBudget';
import { EngineProcess, type Ending } from './engineProcess';
import { EngineInterrupted, isProviderCrash, type ProviderCrash } from './interruptions';
import {
  withDefaults,
  type EngineState,
  type SupervisorOptions,
  type SupervisorSettings,
} from './supervisorOptions';
import type { MemoryReport } from './workerEvents';
import { avoiding } from './workerOptions';

/**
 * Keeps at most one child in use: starts it on first use, stops it when idle, replaces it after a crash. A child that died of an execution
 * provider is followed by one that goes without it, until `restart`.
 */
export class Supervisor {
  readonly #changes = new Emitter<EngineState>((error) => this.#settings.log(describeError(error)));
  readonly onDidChangeState: Event<EngineState> = this.#changes.event;
  readonly #options: SupervisorOptions;
  readonly #budget: CrashBudget;
  /** Children that have not ended yet, the current one included. */
  readonly #alive = new Set<EngineProcess>();
  #current: EngineProcess | undefined;
  /** Providers that children died of, and how. */
  readonly #avoided = new Map<string, string>();
  /** Why no child may be started. */
  #refusal: UserError | undefined;
  #state: EngineState = 'stopped';
  #users = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#budget = new CrashBudget(this.#settings.maximumCrashes);
  }

  /** How long a child may take to answer a cancel. */
  get graceMilliseconds(): number {
    return this.#settings.graceMilliseconds;
  }

  get #settings(): SupervisorSettings {
    return withDefaults(this.#options);
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Process id of the child in use. */
  get pid(): number | undefined {
    return this.#current?.pid;
  }

  /** As of the last call. */
  get memory(): MemoryReport | undefined {
    return this.#current?.memory;
  }

  /** Runs `work` with a child that listens, and counts as a user of it until then. Aborting only ends the wait for the start. */
  async use<T>(work: (engine: EngineProcess) => Promise<T>, signal?: AbortSignal): Promise<T> {
    clearTimeout(this.#idleTimer);
    this.#users++;
    try {
      const engine = this.#start();
      await untilAborted(engine.ready, signal);
      return await work(engine);
    } finally {
      if (--this.#users === 0) this.#stopWhenIdle();
    }
  }

  /** Kills a child that did not answer a cancel in time; its other calls are rejected with `EngineInterrupted`. */
  interrupt(engine: EngineProcess): void {
    this.#settings.log('The engine did not answer a cancel in time and is stopped.');
    this.#retire(engine);
    engine.kill(new EngineInterrupted());
  }

  /** Ends the child, forgets past crashes and what they were laid to, and starts anew. @throws UserError when the new one does not start. */
  async restart(): Promise<void> {
    this.#budget.clear();
    this.#avoided.clear();
    if (this.#refusal?.code !== 'disposed') this.#refusal = undefined;
    const engine = this.#current;
    if (engine) {
      this.#retire(engine);
      engine.kill(
        new UserError('cancelled', sentence('This call was ended because the engine was restarted.')),
      );
      await engine.ended;
    }
    await this.use(() => Promise.resolve());
  }

  /** Kills every child, rejects what is pending and what comes later. Resolves when no process is left. */
  async dispose(): Promise<void> {
    const reason = new UserError(
      'disposed',
      sentence('The engine was shut down because the extension is closing.'),
    );
    this.#refusal = reason;
    clearTimeout(this.#idleTimer);
    const alive = [...this.#alive];
    this.#current = undefined;
    this.#update();
    for (const engine of alive) engine.kill(reason);
    await Promise.all(alive.map((engine) => engine.ended));
    this.#changes.dispose();
  }

  #start(): EngineProcess {
    if (this.#refusal) throw this.#refusal;
    this.#current ??= this.#fork();
    return this.#current;
  }

  #fork(): EngineProcess {
    try {
      const { env, ...settings } = this.#settings;
      const engine = new EngineProcess({ ...settings, env: { ...env, ...avoiding(this.#avoided) } });
      this.#alive.add(engine);
      this.#current = engine;
      this.#update();
      void engine.ended.then((ending) => this.#onEnded(engine, ending));
      engine.ready.then(
        () => this.#update(),
        () => undefined,
      );
      return engine;
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const reason = new UserError(
        'engineCrashed',
        sentence('The engine could not be started ({0}).', what),
        {
          cause: error,
        },
      );
      this.#countCrash(reason);
      throw reason;
    }
  }

  #onEnded(engine: EngineProcess, { crashed, reason }: Ending): void {
    this.#alive.delete(engine);
    if (this.#current === engine) this.#current = undefined;
    if (crashed && isProviderCrash(reason)) this.#avoid(reason);
    else if (crashed) this.#countCrash(reason);
    this.#update();
  }

  /** Does not count against the engine: each provider can do this once. */
  #avoid({ provider, reason, message }: ProviderCrash): void {
    this.#settings.log(message);
    this.#avoided.set(provider, reason);
  }

  #countCrash(reason: UserError): void {
    this.#settings.log(reason.message);
    if (!this.#budget.exhaustedBy(Date.now())) return;
    this.#refusal ??= new UserError(
      'engineCrashed',
      sentence(
        'The engine keeps stopping unexpectedly and was switched off; see the log, then run "MEND: Restart Engine".',
      ),
      { cause: reason },
    );
    this.#update();
  }

  #stopWhenIdle(): void {
    if (this.#settings.idleMilliseconds <= 0) return;
    this.#idleTimer = setTimeout(() => this.#stop(), this.#settings.idleMilliseconds);
    this.#idleTimer.unref();
  }

  #stop(): void {
    const engine = this.#current;
    if (!engine) return;
    this.#settings.log('The engine was idle and is stopped.');
    this.#retire(engine);
    engine.shutDown(
      new UserError('engineCrashed', sentence('The engine was shutting down; run the command again.')),
      this.#settings.graceMilliseconds,
    );
  }

  /** Takes a child out of use; it stays known until it has ended. */
  #retire(engine: EngineProcess): void {
    if (this.#current === engine) this.#current = undefined;
    this.#update();
  }

  #update(): void {
    const state = this.#current
      ? this.#current.isReady
        ? 'running'
        : 'starting'
      : this.#refusal
        ? 'failed'
        : 'stopped';
    const shown = this.#refusal?.code === 'disposed' ? 'stopped' : state;
    if (shown === this.#state) return;
    this.#state = shown;
    this.#changes.fire(shown);
  }
}
