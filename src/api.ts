import { join, resolve } from 'node:path';
import { modelForVectors } from './cli/modelChoice';
import type { OwnedEngine } from './cli/command';
import type { Demonstration } from './demonstrations/types';
import type { Generation, ModelChoice, PredictResult } from './engine/methods';
import { UserError } from './shared/errors';
import { sentence } from './shared/sentence';
import { readVectorFile, type VectorMetadata } from './vectors';

export type { Demonstration } from './demonstrations/types';
export type { ArmPrediction, Fidelity, Generation, PredictResult } from './engine/methods';
export { UserError } from './shared/errors';
export type { PinnedText, VectorMetadata } from './vectors';

/** A vector file that is ready to answer with. */
export interface LoadedVectors {
  /** Absolute path of the file. */
  readonly file: string;
  /** What the file says about itself. */
  readonly metadata: VectorMetadata;
  /** Row-major `[count, width]`; the last rows are the text of `metadata.pinned`, as token embeddings. */
  readonly vectors: Float32Array;
  readonly count: number;
  readonly width: number;
  /** Frees the model. Later predictions are refused; calling it again does nothing. */
  dispose(): Promise<void>;
}

export interface Query {
  /** What to answer, without the template around it. */
  readonly input: string;
  /** Default: the file's labels. Text is generated if there are none, if `generation` is given instead, and for `[]`. */
  readonly options?: readonly string[];
  /** How text is generated where there are no options. */
  readonly generation?: Generation;
  /** If given, zero-shot and full ICL answers and the fidelity come too. */
  readonly demonstrations?: readonly Demonstration[];
  readonly signal?: AbortSignal;
}

interface Session {
  readonly engine: OwnedEngine;
  readonly model: ModelChoice;
}

const sessions = new WeakMap<LoadedVectors, Session>();
const EMBEDDED = join(__dirname, '..', 'models');

/**
 * Reads a vector file and loads the model it was made for, in this process: each prediction blocks its thread for the milliseconds it takes.
 * @param path of the `*.mend.safetensors` file
 * @param options.modelFolder folder of the model; default: the one among the package's own that the vectors were made for
 * @throws UserError if the file cannot be read or is damaged, or if there is no such model.
 */
export async function loadVectors(
  path: string,
  options: { readonly modelFolder?: string } = {},
): Promise<LoadedVectors> {
  const file = resolve(path);
  const { metadata, vectors, count, width } = await readVectorFile(file);
  const places = { cwd: process.cwd(), modelFolders: [EMBEDDED] };
  const model = await modelForVectors(options.modelFolder, metadata, places);
  const { createOperations } = await import('./engine/operations');
  const engine: OwnedEngine = createOperations();
  const loaded: LoadedVectors = {
    file,
    metadata,
    vectors,
    count,
    width,
    dispose: () => disposeVectors(loaded),
  };
  try {
    await engine.load({ model });
  } catch (error) {
    await engine.dispose();
    throw error;
  }
  sessions.set(loaded, { engine, model });
  return loaded;
}

/**
 * Answers a query with vectors.
 * @returns `arms.distilled` with the prediction and, if there are options, their probabilities in the order of `options`.
 * @throws UserError if the vectors were made for another model, the options are wrong, or the vectors were disposed.
 */
export async function predict(vectors: LoadedVectors, query: Query): Promise<PredictResult> {
  const session = sessions.get(vectors);
  if (!session) throw new UserError('disposed', sentence('{0} was disposed: load it again.', vectors.file));
  const { signal, options = query.generation ? undefined : vectors.metadata.labels, ...rest } = query;
  const params = { model: session.model, file: vectors.file, ...rest, ...(options?.length && { options }) };
  return session.engine.predict(params, signal ? { signal } : {});
}

async function disposeVectors(vectors: LoadedVectors): Promise<void> {
  const session = sessions.get(vectors);
  sessions.delete(vectors);
  await session?.engine.dispose();
}
