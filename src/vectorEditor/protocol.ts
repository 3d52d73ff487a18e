import type { ArmPrediction } from '../engine/methods';
import type { PrincipalPlane } from '../vectors/principalPlane';
import {
  type Busy,
  type Draft,
  panelCommands,
  type PredictionView,
  type VectorsView,
} from '../panel/protocol';

export type { Busy, Draft, PrincipalPlane };

/** What both halves of the vector editor and of the comparison agree on. Imports no `vscode` and no DOM, since each half lacks one of them. */

/** What a file takes on disk, and what answering with it keeps in memory. */
export interface CostView {
  readonly fileBytes: number;
  /** Of the numbers as they are computed with: 4 for each. */
  readonly vectorBytes: number;
  /** What the target LM keeps between queries; absent where the model is not here. */
  readonly kept?: {
    readonly model: string;
    readonly what: 'keysAndValues' | 'embeddings';
    readonly vectors: number;
    readonly vectorBytes: number;
    /** Of the full demonstrations; absent for vectors that stand for none that are known. */
    readonly tokens?: number;
    readonly tokenBytes?: number;
  };
}

/** Everything the editor of one file shows. */
export interface FileState {
  readonly kind: 'file';
  readonly name: string;
  /** One sentence about why there is nothing to show. */
  readonly problem?: string;
  readonly vectors?: VectorsView;
  readonly plane?: PrincipalPlane;
  readonly cost?: CostView;
  /** Sentences about what is missing, and why. */
  readonly notes: readonly string[];
  /** Whether queries can be answered here. */
  readonly askable: boolean;
  readonly prediction?: PredictionView;
  readonly draft: Draft;
  readonly busy?: Busy;
  readonly error?: string;
}

/** One query, answered with either file. */
export interface AnswerPair {
  readonly query: string;
  readonly answers: readonly [ArmPrediction, ArmPrediction];
  readonly alike: boolean;
}

/** One line of the table of provenance. */
export interface ProvenancePair {
  readonly name: string;
  /** Undefined where one of the files does not say. */
  readonly values: readonly [string | undefined, string | undefined];
  readonly same: boolean;
}

export interface ComparedFile {
  readonly file: string;
  readonly name: string;
  readonly count: number;
  readonly width: number;
  readonly bytes: number;
}

/** Everything the comparison of two files shows. */
export interface ComparisonState {
  readonly kind: 'comparison';
  readonly problem?: string;
  readonly files?: readonly [ComparedFile, ComparedFile];
  /** Sentences: what the comparison comes to. */
  readonly findings: readonly string[];
  readonly provenance: readonly ProvenancePair[];
  /** Vectors with the same index; absent where the widths differ. */
  readonly matching?: readonly { readonly cosine: number; readonly norms: readonly [number, number] }[];
  /** Cosine of every vector of the first file (rows) with every one of the second (columns). */
  readonly similarity?: readonly (readonly number[])[];
  readonly askable: boolean;
  readonly answers?: readonly AnswerPair[];
  /** `input` holds one query a line. */
  readonly draft: Draft;
  readonly busy?: Busy;
  readonly error?: string;
}

export type EditorState = FileState | ComparisonState;

/** Commands that the editor's buttons may run, and nothing else. */
export const editorCommands = [
  ...panelCommands,
  'mend.exportVectors',
  'mend.compareVectors',
  'mend.addModel',
] as const;
export type EditorCommand = (typeof editorCommands)[number];

/** What the webview asks of the host. */
export interface HostMethods {
  ready(params: Record<string, never>): EditorState;
}

/** What the webview tells the host: all of it is input to be checked. */
export interface WebviewEvents {
  readonly run: { readonly command: EditorCommand };
  readonly predict: Draft;
  readonly draft: Draft;
  readonly cancel: null;
  readonly revealFile: null;
}

/** What the host tells the webview. */
export interface HostEvents {
  readonly show: EditorState;
  readonly busy: Busy;
}
