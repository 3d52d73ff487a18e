import type { PredictResult, ProgressReport } from '../engine/methods';
import type { Foretelling } from '../models/foretelling';

/** Parts of the session that the panel shows as they are. Apart from the rest, since the panel's browser half has no Node types. */

export interface SessionPrediction {
  readonly input: string;
  readonly result: PredictResult;
  /** What a fidelity of this model has been worth; absent where that was not measured. */
  readonly foretelling?: Foretelling;
}

/** What stands in the query box and the options field. */
export interface Draft {
  readonly input: string;
  readonly options: string;
}

export interface Busy extends ProgressReport {
  readonly title: string;
}
