import { availableParallelism } from 'node:os';
import { Readings } from '../mend/readings';
import type { Distiller, TargetLM } from '../mend/targetLm';
import type { TextCodec } from '../mend/template';
import type { Dtype, Manifest } from '../models/manifest';
import { readManifest } from '../models/readManifest';
import { checkFiles, verifyFiles } from '../models/verifyModel';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { PrefixCache } from './prefixCache';
import { LoadProgress, type Report } from './loadProgress';
import { availableMemory, filesToLoad } from './memory';
import { openParts } from './openParts';
import { type LadderOptions, openOnLadder, type Opened } from './providers/ladder';
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
  /** Of the graphs that run. */
  readonly dtype: Dtype;
  readonly target: TargetLM;
  readonly distiller: Distiller;
  readonly codec: TextCodec;
  readonly prefixes: PrefixCache;
  /** Of the distiller. */
  readonly readings: Readings;
  readonly provider: string;
  readonly skipped: Opened<unknown>['skipped'];
  /** Embeddings of token ids, `[ids, width]`. */
  embeddings(ids: readonly number[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * Checks and loads a model folder. The size of every file is checked, and the SHA-256 of those that this dtype is loaded from (a process loads a
 * model once). `report` is told what is done, and how far it is. Throws `badModel` for a folder that is not right, `provider` when nothing could run it or memory is short.
 */
export async function loadModel(
  folder: string,
  dtype: Dtype,
  options: LoadOptions,
  report: Report,
): Promise<LoadedModel> {
  report(sentence('Checking the model in {0}', folder), 0);
  const manifest = await readManifest(folder);
  await checkFiles(folder, manifest);
  if (!manifest.dtypes[dtype]) {
    throw new UserError(
      'badModel',
      sentence('The model {0} in {1} has no {2} graphs: choose another dtype.', manifest.id, folder, dtype),
    );
  }
  const files = filesToLoad(manifest, dtype);
  const progress = new LoadProgress(manifest.id, files, report);
  await verifyFiles(folder, files, undefined, (count, file) => progress.checked(count, file));
  const tokenizer = await loadTokenizer(folder);
  const threads = options.threads ?? Math.min(4, availableParallelism());
  const { onRun, memory = availableMemory } = options;
  const opened = await openOnLadder(
    (provider) => openParts({ folder, manifest, dtype, provider, threads, onRun, memory, progress }),
    dtype,
    { forced: options.providers, avoided: options.avoided, announce: options.announce },
  );
  const { target, distiller, dispose } = opened.value;
  const prefixes = new PrefixCache(target);
  const readings = new Readings();
  return {
    folder,
    manifest,
    dtype: opened.value.dtype,
    target,
    distiller,
    codec: { tokenizer, template: manifest.template, special: tokenizer.special },
    prefixes,
    readings,
    provider: opened.provider,
    skipped: opened.skipped,
    embeddings: (ids) => target.embeddings(ids),
    async dispose() {
      prefixes.clear();
      readings.clear();
      await dispose();
      await options.announce?.({ provider: opened.provider, state: 'closed' });
    },
  };
}
