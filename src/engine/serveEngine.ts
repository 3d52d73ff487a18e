import { setImmediate as turn } from 'node:timers/promises';
import type { ProviderEvent } from '../runtime/providers/ladder';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { describeError } from '../shared/errorText';
import { Rpc } from '../shared/rpc';
import { forkTransport } from './forkTransport';
import { watchHost } from './hostWatch';
import type { CallContext, Engine, EngineMethods } from './methods';
import { networkUse } from './networkWatch';
import type { SupervisorEvents, WorkerEvents } from './workerEvents';

/** Tells the host of a provider, and resolves when the word is out. */
export type Announce = (event: ProviderEvent) => Promise<void>;

/** The methods in process, and what frees them. */
export type Operations = Engine & { dispose(): Promise<void> };

/**
 * Makes this process the engine of the one that forked it: serves `EngineMethods` over the IPC channel until told to shut down or
 * until the host is gone. `load` is called on the first request, and again on the next one if it failed.
 */
export function serveEngine(load: (announce: Announce) => Promise<Operations>): void {
  if (!process.connected) {
    console.error('The engine is started by the extension; on the command line use "mend".');
    process.exit(2);
  }
  const log = (message: string): void => console.error(message);
  const announce: Announce = async (event) => {
    rpc.emit('provider', event);
    await turn();
  };
  const operations = onFirstUse(() => load(announce));
  const handlers = {
    load: handler('load'),
    status: handler('status'),
    networkUse: () => networkUse(),
    countTokens: handler('countTokens'),
    compress: handler('compress'),
    survival: handler('survival'),
    inspect: handler('inspect'),
    nearestTokens: handler('nearestTokens'),
    predict: handler('predict'),
    evaluate: handler('evaluate'),
    answerQueries: handler('answerQueries'),
    summarize: handler('summarize'),
    breakEven: handler('breakEven'),
    challenge: handler('challenge'),
  };
  const rpc = new Rpc<object, EngineMethods, SupervisorEvents, WorkerEvents>(
    forkTransport(process, log),
    handlers,
    { peer: 'the extension', log },
  );
  rpc.on('shutdown', () => void operations.dispose().then(() => process.exit(0)));
  // The channel closes when the host dies, however it dies.
  process.once('disconnect', () => process.exit(0));
  rpc.emit('ready', { pid: process.pid });

  function handler<M extends keyof EngineMethods>(method: M) {
    return async (
      params: Parameters<EngineMethods[M]>[0],
      context: CallContext,
    ): Promise<ReturnType<EngineMethods[M]>> => {
      try {
        const engine: Engine = await operations.get();
        return await engine[method](params, context);
      } finally {
        rpc.emit('memory', {
          resident: process.memoryUsage.rss(),
          peak: process.resourceUsage().maxRSS * 1024,
        });
      }
    };
  }
}

function onFirstUse(load: () => Promise<Operations>): {
  get(): Promise<Operations>;
  dispose(): Promise<void>;
} {
  let loading: Promise<Operations> | undefined;
  const start = async (): Promise<Operations> => {
    watchHost();
    try {
      return await load();
    } catch (error) {
      loading = undefined;
      throw error instanceof UserError ? error : cannotLoad(error);
    }
  };
  return {
    get: () => (loading ??= start()),
    dispose: async () => {
      try {
        await (await loading)?.dispose();
      } catch (error) {
        console.error(`The engine could not be freed: ${describeError(error)}`);
      }
    },
  };
}

function cannotLoad(error: unknown): UserError {
  const [firstLine = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return new UserError(
    'provider',
    sentence(
      'The engine could not be loaded on this {0}-{1} machine ({2}); install the build for this platform.',
      process.platform,
      process.arch,
      firstLine,
    ),
    { cause: error },
  );
}
