import { join } from 'node:path';
import { EngineClient } from '../../src/engine/client';
import { root } from '../harness/options';

/**
 * The engine as the extension runs it: the built worker in a forked child.
 * @param idleMilliseconds after which the child ends; 0: it does not
 */
export function newClient(env: NodeJS.ProcessEnv = {}, idleMilliseconds = 0): EngineClient {
  return new EngineClient({
    workerPath: join(root, 'dist/engine.js'),
    idleMilliseconds,
    env: { ...process.env, ...env },
  });
}
