import * as path from 'node:path';
import * as vscode from 'vscode';
import { EngineClient, type EngineClientOptions } from '../engine/client';
import { cudaEnvironment, type CudaPlaces } from '../engine/cuda/installed';
import { readEngineSettings } from './settings';
import type { RecentLog } from './support/recentLog';
import { translate } from './translate';

/**
 * The engine as the settings want it: read when a child is started, so that a change needs no new client. Nothing runs before the first call.
 *
 * @returns the client, how to get one more with a child of its own (whoever does ends it), and what restarts a running child when a setting of the
 * engine changes
 */
export function createEngine(
  extension: string,
  cuda: CudaPlaces,
  log: RecentLog,
): { engine: EngineClient; freshEngine: () => EngineClient; watching: vscode.Disposable } {
  const options: EngineClientOptions = {
    workerPath: path.join(extension, 'dist', 'engine.js'),
    get idleMilliseconds() {
      return readEngineSettings().idleMinutes * 60_000;
    },
    get env() {
      return { ...process.env, ...engineEnvironment(), ...cudaEnvironment(cuda) };
    },
    log: (message) => log.info(`engine: ${message}`),
    translate,
  };
  const engine = new EngineClient(options);
  const watching = vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration('mend.engine') || engine.state === 'stopped') return;
    engine.restart().catch((error: unknown) => log.error(`engine: ${String(error)}`));
  });
  return { engine, freshEngine: () => new EngineClient(options), watching };
}

/** How the child learns its settings: it reads them from its environment when it creates its sessions. */
function engineEnvironment(): NodeJS.ProcessEnv {
  const { provider, threads } = readEngineSettings();
  return {
    ...(provider !== 'auto' && { MEND_PROVIDER: provider }),
    ...(threads > 0 && { MEND_THREADS: String(threads) }),
  };
}
