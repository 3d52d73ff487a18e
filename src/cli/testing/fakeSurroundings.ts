import { join } from 'node:path';
import type { CallContext, EngineMethods } from '../../engine/methods';
import type { OwnedEngine, Surroundings } from '../command';

/** A call the fake engine was asked for. */
export interface Call {
  readonly method: string;
  readonly params: unknown;
  readonly context: Partial<CallContext>;
}

export interface Fake {
  readonly surroundings: Surroundings;
  readonly calls: Call[];
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** How often an engine was made and ended. */
  readonly made: () => number;
  readonly disposed: () => number;
}

type Answers = { readonly [M in keyof EngineMethods]?: (context: Partial<CallContext>) => unknown };

/** Surroundings whose engine gives the answers, and that keep what is written. */
export function fakeSurroundings(
  cwd: string,
  answers: Answers = {},
  changes: Partial<Surroundings> = {},
): Fake {
  const [out, err, calls]: [string[], string[], Call[]] = [[], [], []];
  let [made, disposed] = [0, 0];
  const engine = new Proxy({} as OwnedEngine, {
    get: (_, method: string) => {
      if (method === 'then') return undefined;
      if (method === 'dispose') return () => Promise.resolve((disposed += 1));
      return async (params: unknown, context: Partial<CallContext> = {}) => {
        calls.push({ method, params, context });
        return Promise.resolve(answers[method as keyof EngineMethods]?.(context));
      };
    },
  });
  const surroundings: Surroundings = {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    cwd,
    modelFolders: ['test/fixtures'],
    signal: new AbortController().signal,
    version: '1.2.3',
    adding: {
      embedded: 'models',
      store: join(cwd, 'store'),
      env: {},
      fetch: () => Promise.reject(new Error('this test uses no network')),
      ask: undefined,
    },
    createEngine: () => {
      made += 1;
      return Promise.resolve(engine);
    },
    ...changes,
  };
  return {
    surroundings,
    calls,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    made: () => made,
    disposed: () => disposed,
  };
}
