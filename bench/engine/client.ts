import { join } from 'node:path';
import { EngineClient } from '../../src/engine/client';
import { root } from '../harness/options';

/** The engine as the extension runs it: the built worker in a forked child. */
export function newClient(env: NodeJS.ProcessEnv = {}): EngineClient {
  return new EngineClient({
    workerPath: join(root, 'dist/engine.js'),
    idleMilliseconds: 0,
    env: { ...process.env, ...env },
  });
}
