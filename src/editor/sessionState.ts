import type { Demonstration } from '../demonstrations/types';
import type {
  CompressResult,
  NearestToken,
  PredictResult,
  ProgressReport,
  TokenReport,
  VectorFileInfo,
} from '../engine/methods';
import type { VectorFile } from '../vectors';

/** Where demonstrations were read. Offsets are UTF-16 code units of the document. */
export interface Source {
  readonly uri: string;
  /** File name to show. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface SessionDemonstrations {
  readonly source: Source;
  readonly demonstrations: readonly Demonstration[];
  readonly tokens: TokenReport;
}

/** An open vector file. */
export interface SessionVectors {
  readonly info: VectorFileInfo;
  readonly file: VectorFile;
  /** Absolute folder of the model that the vectors were made for. */
  readonly modelFolder: string;
  readonly nearest?: readonly (readonly NearestToken[])[];
}

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

/** What the user works on: the demonstrations, their vectors, and the last answer. */
export interface SessionState {
  readonly demonstrations: SessionDemonstrations | undefined;
  readonly vectors: SessionVectors | undefined;
  readonly prediction: SessionPrediction | undefined;
  readonly draft: Draft;
  /** Execution provider of the engine, once it has run. */
  readonly provider: string | undefined;
  readonly busy: Busy | undefined;
  readonly error: string | undefined;
}

/** What is kept with the workspace: everything but what a file holds or what passes. */
export interface StoredSession {
  readonly version: 1;
  readonly demonstrations: SessionDemonstrations | undefined;
  readonly vectors: { readonly file: string; readonly nearest: SessionVectors['nearest'] } | undefined;
  readonly prediction: SessionPrediction | undefined;
  readonly draft: Draft;
  readonly provider: string | undefined;
}

export const emptySession: SessionState = {
  demonstrations: undefined,
  vectors: undefined,
  prediction: undefined,
  draft: { input: '', options: '' },
  provider: undefined,
  busy: undefined,
  error: undefined,
};
