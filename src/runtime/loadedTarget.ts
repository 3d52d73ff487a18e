import type { TargetLM } from '../mend/targetLm';

/** A target LM as a model folder gives it. */
export interface LoadedTarget extends TargetLM {
  /** Embeddings of token ids (at least one), `[ids, width]`. */
  embeddings(ids: readonly number[]): Promise<Float32Array>;
}
