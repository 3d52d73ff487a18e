import type { ChildProcess, ForkOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { Rpc } from '../shared/rpc';
import { childEnvironment } from './childEnvironment';
import { forkTransport } from './forkTransport';
import { ProviderCrash } from './interruptions';
import type { EngineMethods } from './methods';
import { ProviderWatch } from './providerWatch';
import { StderrTail } from './stderrTail';
import type { MemoryReport, SupervisorEvents, WorkerEvents } from './workerEvents';

export type Fork = (modulePath: string, args: readonly string[], options: ForkOptions) => ChildProcess;

export interface EngineProcessOptions {
  readonly workerPath: string;
  readonly env: NodeJS.ProcessEnv;
  readonly fork: Fork;
  /** How long the child may take until it listens. */
  readonly startMilliseconds: number;
  readonly log: (message: string) => void;
}

/** How a child ended: `crashed` where nobody had asked it to. */
export interface Ending {
  readonly crashed: boolean;
  readonly reason: UserError;
}

/** Streams of a dead child normally end with it; one that a stranger inherited must not keep the callers waiting. */
const CLOSE_MILLISECONDS = 1000;

/** One run of the engine's child process, from fork to end. Never comes back: the supervisor makes a new one. */
export class EngineProcess {
  readonly rpc: Rpc<EngineMethods, object, WorkerEvents, SupervisorEvents>;
  /** Rejects with the reason when the child ends before it listens. */
  readonly ready: Promise<void>;
  /** Never rejects. By then every pending call has been rejected. */
  readonly ended: Promise<Ending>;
  isReady = false;
  memory: MemoryReport | undefined;

  readonly #child: ChildProcess;
  readonly #log: (message: string) => void;
  readonly #tail = new StderrTail();
  readonly #providers = new ProviderWatch();
  /** Why the child is being ended, once somebody wants that. */
  #intent: Ending | undefined;

  /** @throws what `fork` throws. */
  constructor({ workerPath, env, fork, startMilliseconds, log }: EngineProcessOptions) {
    this.#log = log;
    this.#child = fork(workerPath, [], {
      execArgv: [],
      serialization: 'advanced',
      env: childEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#pipe('stdout', () => undefined);
    this.#pipe('stderr', (line) => this.#tail.add(line));
    this.rpc = new Rpc(forkTransport(this.#child, log), {}, { peer: 'the engine', log });
    this.rpc.on('memory', (report) => (this.memory = report));
    this.rpc.on('provider', (event) => this.#providers.note(event));
    this.ended = this.#whenEnded();
    this.ready = this.#whenReady(startMilliseconds);
    // Nobody may be waiting for it when it fails; those who are get the rejection all the same.
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the child at once and rejects what is pending with `reason`. */
  kill(reason: UserError): void {
    this.#end({ crashed: false, reason });
  }

  /** Asks the child to exit and kills it when it has not within the grace period. */
  shutDown(reason: UserError, graceMilliseconds: number): void {
    this.#intent ??= { crashed: false, reason };
    this.rpc.emit('shutdown', null);
    const timer = setTimeout(() => this.kill(reason), graceMilliseconds);
    void this.ended.then(() => clearTimeout(timer));
  }

  #end(ending: Ending): void {
    this.#intent ??= ending;
    this.rpc.dispose(this.#intent.reason);
    this.#child.kill('SIGKILL');
  }

  #whenReady(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const reason = new UserError(
          'engineCrashed',
          sentence(
            'The engine did not start within {0} s and was stopped; see the log for what it wrote.',
            milliseconds / 1000,
          ),
        );
        this.#end({ crashed: true, reason });
        reject(reason);
      }, milliseconds);
      this.rpc.on('ready', () => {
        clearTimeout(timer);
        this.isReady = true;
        resolve();
      });
      void this.ended.then(({ reason }) => {
        clearTimeout(timer);
        reject(reason);
      });
    });
  }

  #whenEnded(): Promise<Ending> {
    return new Promise((resolve) => {
      const finish = (what: string): void => {
        const ending = this.#intent ?? { crashed: true, reason: this.#crash(what) };
        this.rpc.dispose(ending.reason);
        resolve(ending);
      };
      const describe = (code: number | null, signal: string | null): string =>
        signal === null ? `exit code ${code}` : `signal ${signal}`;
      this.#child.on('exit', (code, signal) => {
        setTimeout(() => finish(describe(code, signal)), CLOSE_MILLISECONDS).unref();
      });
      // 'close' comes when stderr has been read to its end, so that the reason is complete.
      this.#child.on('close', (code, signal) => finish(describe(code, signal)));
      this.#child.on('error', (error) => {
        this.#log(`The engine's process: ${error.message}`);
        if (this.#child.pid === undefined) finish(error.message);
      });
    });
  }

  #crash(what: string): UserError {
    const details = this.#tail.line === '' ? what : `${what}: ${this.#tail.line}`;
    const { suspect } = this.#providers;
    if (suspect) return new ProviderCrash(suspect.provider, details, suspect.opening);
    return new UserError(
      'engineCrashed',
      sentence('The engine stopped unexpectedly ({0}); run the command again.', details),
    );
  }

  #pipe(name: 'stdout' | 'stderr', also: (line: string) => void): void {
    const stream = this.#child[name];
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => {
      also(line);
      this.#log(`${name}: ${line}`);
    });
  }
}
