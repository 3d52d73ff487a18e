import { join } from 'node:path';
import type { Distiller, TargetLM } from '../mend/targetLm';
import type { Dtype, GraphName, Manifest } from '../models/manifest';
import { openTarget } from './families';
import type { LoadedTarget } from './loadedTarget';
import type { LoadProgress } from './loadProgress';
import { checkMemory } from './memory';
import { OnnxDistiller } from './onnxDistiller';
import { openSession, type Session, type SessionOptions } from './session';

/** The parts of a model that run, on one provider. */
export interface Parts {
  readonly dtype: Dtype;
  readonly target: LoadedTarget;
  readonly distiller: OnnxDistiller;
  readonly dispose: () => Promise<void>;
}

export interface PartsOptions extends SessionOptions {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly dtype: Dtype;
  /** Bytes that may be taken. */
  readonly memory: () => number;
  readonly progress: LoadProgress;
}

/** Loads every graph and runs each once. Throws `provider` where memory is too short for it, else what ONNX Runtime throws. */
export async function openParts(options: PartsOptions): Promise<Parts> {
  const { folder, manifest, provider, memory, progress } = options;
  const dtype = dtypeOn(provider, options.dtype, manifest);
  checkMemory(manifest, dtype, provider, memory());
  const graphs: { readonly [G in GraphName]?: string } = manifest.dtypes[dtype] ?? {};
  const sessions: Session[] = [];
  const open = async (graph: GraphName, kept?: readonly string[]): Promise<Session> => {
    const path = graphs[graph];
    if (path === undefined) throw new Error(`the manifest names no graph ${graph}`);
    await progress.loading(graph, sessions.length / Object.keys(graphs).length, provider);
    // A table lookup: a GPU would need a copy of the table for it, and some cannot read a table of float16.
    const place = graph === 'embedTokens' ? 'cpu' : provider;
    const session = await openSession(graph, join(folder, path), { ...options, provider: place }, kept);
    sessions.push(session);
    return session;
  };
  const dispose = async (): Promise<void> => {
    await Promise.all(sessions.map((session) => session.dispose()));
  };
  try {
    const target = await openTarget(manifest, open);
    const distiller = new OnnxDistiller(await open('distiller'), manifest.distiller);
    await progress.warmingUp(provider);
    await warmUp(target, distiller);
    return { dtype, target, distiller, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** fp16 is for GPUs: processors have no products in float16 here, and would convert around each of them. Its folder has fp32 graphs over the same weights. */
function dtypeOn(provider: string, dtype: Dtype, { dtypes }: Manifest): Dtype {
  return provider === 'cpu' && dtype === 'fp16' && dtypes.fp32 ? 'fp32' : dtype;
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
