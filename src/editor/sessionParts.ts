import type { PredictResult, ProgressReport } from '../engine/methods';

/** Parts of the session that the panel shows as they are. Apart from the rest, since the panel's browser half has no Node types. */

export interface SessionPrediction {
  readonly input: string;
  readonly result: PredictResult;
}

/** What stands in the query box and the options field. */
export interface Draft {
  readonly input: string;
  readonly options: string;
}

export interface Busy extends ProgressReport {
  readonly title: string;
}
