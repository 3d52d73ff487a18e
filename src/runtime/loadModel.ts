import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Distiller, TargetLM } from '../mend/targetLm';
import type { TextCodec } from '../mend/template';
import type { Dtype, GraphName, Manifest } from '../models/manifest';
import { verifyModel } from '../models/verifyModel';
import { UserError } from '../shared/errors';
import { openTarget } from './families';
import type { LoadedTarget } from './loadedTarget';
import { OnnxDistiller } from './onnxDistiller';
import { PrefixCache } from './prefixCache';
import { LoadProgress, type Report } from './loadProgress';
import { availableMemory, checkMemory } from './memory';
import { type LadderOptions, openOnLadder, type Opened } from './providers/ladder';
import { openSession, type Session, type SessionOptions } from './session';
import { loadTokenizer } from './tokenizer';

export interface LoadOptions {
  /** Threads inside one operation; default: the machine's cores, at most 4 (more gains nothing at these sizes). */
  readonly threads?: number | undefined;
  /** Providers to try, in order, in the place of the platform's ladder. */
  readonly providers?: readonly string[] | undefined;
  /** Providers that must not be tried, and why. */
  readonly avoided?: LadderOptions['avoided'];
  /** Told of each provider before it is opened, and what became of it. */
  readonly announce?: LadderOptions['announce'];
  /** Bytes that may be taken; default: what the machine has left. */
  readonly memory?: (() => number) | undefined;
  /** Called before every run of a graph; for counting. */
  readonly onRun?: ((graph: string) => void) | undefined;
}

/** A model in memory, ready to run. */
export interface LoadedModel {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly dtype: Dtype;
  readonly target: TargetLM;
  readonly distiller: Distiller;
  readonly codec: TextCodec;
  readonly prefixes: PrefixCache;
  readonly provider: string;
  readonly skipped: Opened<unknown>['skipped'];
  /** Embeddings of token ids, `[ids, width]`. */
  embeddings(ids: readonly number[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

interface Parts {
  readonly target: LoadedTarget;
  readonly distiller: OnnxDistiller;
  readonly dispose: () => Promise<void>;
}

/**
 * Checks and loads a model folder. Every file's size and SHA-256 is checked (a process loads a model once). `report` is told what is done, and
 * how far it is. Throws `badModel` for a folder that is not right, `provider` when nothing could run it or memory is short.
 */
export async function loadModel(
  folder: string,
  dtype: Dtype,
  options: LoadOptions,
  report: Report,
): Promise<LoadedModel> {
  const progress = await LoadProgress.start(folder, report);
  const manifest = await verifyModel(folder, undefined, (count, file) => progress.checked(count, file));
  const graphs = manifest.dtypes[dtype];
  if (!graphs) {
    throw new UserError(
      'badModel',
      `The model ${manifest.id} in ${folder} has no ${dtype} graphs: choose another dtype.`,
    );
  }
  checkMemory(manifest, dtype, (options.memory ?? availableMemory)());
  const tokenizer = await loadTokenizer(folder);
  const threads = options.threads ?? Math.min(4, availableParallelism());
  const opened = await openOnLadder(
    (provider) => openParts(folder, graphs, manifest, { provider, threads, onRun: options.onRun }, progress),
    dtype,
    { forced: options.providers, avoided: options.avoided, announce: options.announce },
  );
  const { target, distiller, dispose } = opened.value;
  const prefixes = new PrefixCache(target);
  return {
    folder,
    manifest,
    dtype,
    target,
    distiller,
    codec: { tokenizer, template: manifest.template, special: tokenizer.special },
    prefixes,
    provider: opened.provider,
    skipped: opened.skipped,
    embeddings: (ids) => target.embeddings(ids),
    async dispose() {
      prefixes.clear();
      await dispose();
      await options.announce?.({ provider: opened.provider, state: 'closed' });
    },
  };
}

async function openParts(
  folder: string,
  graphs: { readonly [G in GraphName]?: string },
  manifest: Manifest,
  options: SessionOptions,
  progress: LoadProgress,
): Promise<Parts> {
  const sessions: Session[] = [];
  const open = async (graph: GraphName, kept?: readonly string[]): Promise<Session> => {
    const path = graphs[graph];
    if (path === undefined) throw new Error(`the manifest names no graph ${graph}`);
    await progress.loading(graph, sessions.length / Object.keys(graphs).length, options.provider);
    // A table lookup: a GPU would need a copy of the table for it, and some cannot read a table of float16.
    const provider = graph === 'embedTokens' ? 'cpu' : options.provider;
    const session = await openSession(graph, join(folder, path), { ...options, provider }, kept);
    sessions.push(session);
    return session;
  };
  const dispose = async (): Promise<void> => {
    await Promise.all(sessions.map((session) => session.dispose()));
  };
  try {
    const target = await openTarget(manifest, open);
    const distiller = new OnnxDistiller(await open('distiller'), manifest.distiller);
    await progress.warmingUp(options.provider);
    await warmUp(target, distiller);
    return { target, distiller, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Runs every graph once: the first run is several times slower, and a provider that loads but cannot run is found here. */
async function warmUp(target: TargetLM, distiller: Distiller): Promise<void> {
  const data = await distiller.run([0, 0], new Array<number>(distiller.count).fill(0));
  const vectors = { data, count: distiller.count, width: distiller.width };
  if (data.length !== vectors.count * vectors.width)
    throw new Error('the distiller graph gives another number of vectors');
  const prefix = await target.prefillVectors(vectors);
  const { next } = await target.score(prefix, [0], [[0], [0, 0]]);
  prefix.release?.();
  if (!next.every(Number.isFinite)) throw new Error('the target LM gives values that are not finite');
}
