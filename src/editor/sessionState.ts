import type { Demonstration } from '../demonstrations/types';
import type { DemonstrationSurvival, NearestToken, TokenReport, VectorStatistics } from '../engine/methods';
import type { VectorFile } from '../vectors';
import type { Busy, Draft, SessionPrediction } from './sessionParts';

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
  /** While their survival map is shown: what is known of them so far. */
  readonly survival?: readonly DemonstrationSurvival[];
}

/** An open vector file. */
export interface SessionVectors {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly contents: VectorFile;
  readonly statistics: VectorStatistics;
  /** The closest vocabulary entries of each vector; absent until the engine was asked. */
  readonly nearest?: readonly (readonly NearestToken[])[];
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
  readonly vectors: Pick<SessionVectors, 'path' | 'nearest'> | undefined;
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
