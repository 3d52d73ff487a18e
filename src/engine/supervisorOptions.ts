import { fork } from 'node:child_process';
import type { Fork } from './engineProcess';

/** `failed`: it crashed too often and waits for `restart`. */
export type EngineState = 'stopped' | 'starting' | 'running' | 'failed';

/** Any of it may be a getter: it is read anew whenever a child is started, becomes idle or is cancelled, so that settings may change. */
export interface SupervisorOptions {
  /** Absolute path of the worker's bundle. */
  readonly workerPath: string;
  /** Stop the child after so long without a call; 0 = never. Default: 5 minutes. */
  readonly idleMilliseconds?: number;
  /** How long a child may take to answer a cancel or to shut down before it is killed. Default: 1500. */
  readonly graceMilliseconds?: number;
  /** How long a child may take to listen. Default: 30 s, for a cold disk. */
  readonly startMilliseconds?: number;
  /** Environment to copy from. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (message: string) => void;
  /** Default: `fork` of node:child_process. */
  readonly fork?: Fork;
  /** After so many crashes within 10 minutes it stays down. Default: 3. */
  readonly maximumCrashes?: number;
}

/** The same with the defaults filled in. */
export type SupervisorSettings = Required<SupervisorOptions>;

/** Timers of Node fire at once beyond this. */
const LONGEST_TIMER = 2 ** 31 - 1;

export function withDefaults(options: SupervisorOptions): SupervisorSettings {
  const { idleMilliseconds = 5 * 60_000 } = options;
  return {
    graceMilliseconds: 1500,
    startMilliseconds: 30_000,
    env: process.env,
    log: () => undefined,
    fork,
    maximumCrashes: 3,
    ...options,
    idleMilliseconds: Math.min(idleMilliseconds, LONGEST_TIMER),
  };
}
