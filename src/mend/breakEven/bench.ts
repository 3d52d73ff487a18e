import type { Limits } from '../budget';
import type { Distiller, TargetLM } from '../targetLm';
import type { TextCodec } from '../template';

/** What is measured with. */
export interface Bench {
  readonly target: TargetLM;
  readonly distiller: Distiller;
  readonly codec: TextCodec;
  readonly limits: Limits;
  /** Milliseconds from any fixed moment. */
  readonly clock: () => number;
}

/** A query as tokens. `options`: none where the answer is open, and an answer ends with the logits of its first token. */
export interface Query {
  readonly ids: readonly number[];
  readonly options: readonly (readonly number[])[];
}
