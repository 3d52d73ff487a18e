import { renameSync, writeFileSync, appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { saying } from '../../shared/calls';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import type { CallContext, PredictResult } from '../methods';
import { serveEngine, type Announce, type Operations } from '../serveEngine';
import { workerOptions } from '../workerOptions';

/** A worker that does on command what a real one does by accident; commands come as the input of `predict`, or by environment variables. */
const { FIXTURE_START, FIXTURE_SHUTDOWN } = process.env;

/** Providers that take the process with them when they are opened, as broken drivers do. */
const deadly = (process.env['FIXTURE_DEADLY'] ?? '').split(',');

type Context = Partial<CallContext> | undefined;

function die(): never {
  console.error('the fixture died on purpose');
  process.exit(3);
}

function untilCancelled(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setInterval(() => undefined, 1000);
    signal?.addEventListener('abort', () => {
      clearInterval(timer);
      reject(new UserError('cancelled', 'The fixture was cancelled.'));
    });
  });
}

/** Blocks the thread, as a native call does. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

type Command = (argument: number, context: Context) => Promise<unknown>;

const commands: Record<string, Command> = {
  echo: () => Promise.resolve(),
  sleep: (milliseconds) => sleep(milliseconds),
  hang: (_argument, context) => untilCancelled(context?.signal),
  deaf: () => sleep(60_000),
  block: async (milliseconds, context) => {
    context?.progress?.({ message: 'blocking' });
    await sleep(20);
    block(milliseconds);
  },
  crash: () => die(),
  crashInProgress: async (_argument, context) => {
    context?.progress?.({ message: 'one' });
    await sleep(20);
    die();
  },
  throw: (_argument, context) => {
    setImmediate(() => {
      throw new TypeError('uncaught on purpose');
    });
    return untilCancelled(context?.signal);
  },
  refuse: () => Promise.reject(new UserError('badInput', 'The input is empty; type a query.')),
};

async function obey(command: string, context: Context): Promise<void> {
  const [verb = '', argument = '0'] = command.split(':');
  await commands[verb]?.(Number(argument), context);
}

let announce: Announce = () => Promise.resolve();

/** Walks a ladder as the real engine does. */
async function openProvider(): Promise<string> {
  const avoided = workerOptions(process.env).avoided?.map(({ provider }) => provider) ?? [];
  for (const provider of ['cuda', 'webgpu', 'cpu']) {
    if (avoided.includes(provider)) continue;
    await announce({ provider, state: 'opening' });
    if (deadly.includes(provider)) process.abort();
    await announce({ provider, state: 'open' });
    return provider;
  }
  return 'none';
}

const operations: Operations = {
  load: async () => ({ ...(await operations.status({})), provider: await openProvider() }),
  status: () =>
    Promise.resolve({
      provider: 'fixture',
      skipped: [],
      models: [],
      memoryBytes: 1,
      node: process.version,
      runtime: '',
    }),
  networkUse: () => Promise.resolve({ sockets: 0, lookups: 0, processes: 0 }),
  countTokens: () => Promise.resolve({ each: [], total: 0, budget: 0, used: 0 }),
  inspect: () => Promise.reject(new Error('not part of the fixture')),
  survival: () => Promise.reject(new Error('not part of the fixture')),
  nearestTokens: () => Promise.resolve([]),
  evaluate: () => Promise.reject(new Error('not part of the fixture')),
  answerQueries: () => Promise.reject(new Error('not part of the fixture')),
  summarize: () => Promise.reject(new Error('not part of the fixture')),
  breakEven: () => Promise.reject(new Error('not part of the fixture')),
  challenge: () => Promise.reject(new Error('not part of the fixture')),
  predict: async ({ input }, context): Promise<PredictResult> => {
    await obey(input, context);
    return { options: [String(process.pid), String(process.env['NODE_OPTIONS'])], arms: {}, queryCut: false };
  },
  compress: async ({ file, vectors = 1 }, context) => {
    const temporary = `${file}.tmp`;
    writeFileSync(temporary, '');
    for (let part = 0; part < 20; part++) {
      appendFileSync(temporary, 'x'.repeat(1000));
      context?.progress?.(saying(sentence('writing {0}', part), part / 20));
      await sleep(vectors);
    }
    renameSync(temporary, file);
    const tokens = { each: [], total: 0, budget: 0, used: 0 };
    return {
      file,
      model: 'fixture',
      demonstrations: 0,
      tokens,
      vectors,
      pinnedTokens: 0,
      width: 1,
      reused: 0,
      milliseconds: 0,
    };
  },
  dispose: async () => {
    if (FIXTURE_SHUTDOWN === 'hang') await sleep(60_000);
    if (FIXTURE_SHUTDOWN === 'crash') die();
  },
};

if (FIXTURE_START === 'crash') die();
if (FIXTURE_START === 'hang') setInterval(() => undefined, 1000);
else
  serveEngine((given) => {
    announce = given;
    return FIXTURE_START === 'failLoad'
      ? Promise.reject(new Error('libfixture.so: no such file'))
      : Promise.resolve(operations);
  });
