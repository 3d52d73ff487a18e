import { basename } from 'node:path';
import type { Draft, SessionPrediction } from '../editor/sessionParts';
import type { SessionVectors } from '../editor/sessionState';
import type { Manifest } from '../models/manifest';
import { vectorsView } from '../panel/vectorsView';
import type { Translate } from '../shared/sentence';
import { type PrincipalPlane, principalPlane, type VectorStatistics } from '../vectors';
import { costOf } from './cost';
import type { Busy, FileState } from './protocol';

/** What is known of an open file. */
export interface KnownFile {
  readonly path: string;
  readonly problem: string | undefined;
  readonly vectors: SessionVectors | undefined;
  /** Of the model that the vectors are for, where that is on this machine. */
  readonly manifest: Manifest | undefined;
  readonly notes: readonly string[];
  readonly askable: boolean;
  readonly prediction: SessionPrediction | undefined;
  readonly draft: Draft;
  readonly busy: Busy | undefined;
  readonly error: string | undefined;
}

/** What the editor shows of a file. @param translate default: English */
export function fileState(known: KnownFile, translate?: Translate): FileState {
  const { path, problem, vectors, manifest, notes, askable, prediction, draft, busy, error } = known;
  return {
    kind: 'file',
    name: basename(path),
    notes,
    askable,
    draft,
    ...(problem !== undefined && { problem }),
    ...(vectors && {
      vectors: vectorsView(vectors, translate),
      plane: planeOf(vectors.statistics),
      cost: costOf(vectors.contents, vectors.bytes, manifest),
    }),
    ...(prediction && { prediction }),
    ...(busy && { busy }),
    ...(error !== undefined && { error }),
  };
}

/** Computed once for each reading of a file: the state is told with every change. */
const planes = new WeakMap<VectorStatistics, PrincipalPlane>();

function planeOf(statistics: VectorStatistics): PrincipalPlane {
  const plane = planes.get(statistics) ?? principalPlane(statistics);
  planes.set(statistics, plane);
  return plane;
}
