import type {
  DemonstrationSurvival,
  DemonstrationTokens,
  NearestToken,
  VectorStatistics,
} from '../engine/methods';
import type { Busy, Draft, SessionPrediction } from '../editor/sessionParts';
import type { Foretelling } from '../models/foretelling';

export type { Busy, Draft, Foretelling };

/** What both halves of the side panel agree on. Imports no `vscode` and no DOM, since each half lacks one of them. */

/** One demonstration as the panel lists it; long texts are clipped by the host. */
export interface DemonstrationItem {
  readonly input: string;
  readonly output: string;
  /** Absent while the tokens have not been counted. */
  readonly tokens?: DemonstrationTokens;
  /** What the survival map says of it, in the user's language; absent while it is not shown. */
  readonly survival?: {
    readonly verdict: DemonstrationSurvival['verdict'];
    readonly label: string;
    readonly detail: string;
  };
  /** Whether it stays text in the open vector file. */
  readonly pinned?: boolean;
}

/** What stands in front of a query, and how far that can be changed. */
export interface Balance {
  readonly vectors: number;
  /** Rows that are text. */
  readonly text: number;
  /** Rows, from vectors alone to the demonstrations as text. */
  readonly least: number;
  readonly most: number;
}

export interface DemonstrationsView {
  /** Name of the document they came from. */
  readonly source: string;
  /** The first ones; `count` says how many there are in all. */
  readonly items: readonly DemonstrationItem[];
  readonly count: number;
  readonly cut: number;
  readonly dropped: number;
  /** Tokens the target LM would read for those kept, and the budget they were fitted into. */
  readonly tokens: number;
  readonly budget: number;
  /** Whether the survival map of these demonstrations is shown. */
  readonly mapped: boolean;
  /** Of the open vector file; absent where none is open, or it was made from others. */
  readonly balance?: Balance;
}

/** A matrix of small integers, so that a view of large vectors stays small on the wire. */
export interface Heatmap {
  readonly rows: number;
  readonly columns: number;
  /** Dimensions of the vectors that one column averages. */
  readonly perColumn: number;
  /** The value that 100 stands for. */
  readonly scale: number;
  /** Row-major, -100..100. */
  readonly values: readonly number[];
}

export interface VectorsView {
  readonly file: string;
  /** The last part of `file`. */
  readonly name: string;
  readonly bytes: number;
  readonly statistics: VectorStatistics;
  readonly heatmap: Heatmap;
  /** Name and value, in the order to show them. */
  readonly provenance: readonly (readonly [string, string])[];
  /** Tokens of the demonstrations that the vectors stand for. */
  readonly tokens: number;
  /** The closest vocabulary entries of each vector; absent until the engine was asked. */
  readonly nearest?: readonly (readonly NearestToken[])[];
}

export type PredictionView = SessionPrediction;

/** Everything the panel shows. The host owns it and sends it whole, so that a panel that was closed loses nothing. */
export interface PanelState {
  /** Identifier of the model in use. */
  readonly model: string;
  /** What runs the model, e.g. `cpu`; absent until the engine has run. */
  readonly provider?: string;
  readonly demonstrations?: DemonstrationsView;
  readonly vectors?: VectorsView;
  readonly prediction?: PredictionView;
  readonly draft: Draft;
  readonly busy?: Busy;
  /** One sentence about what last failed. */
  readonly error?: string;
}

/** Commands the panel's buttons may run, and nothing else. */
export const panelCommands = [
  'mend.compress',
  'mend.openVectors',
  'mend.openExample',
  'mend.copySnippet',
  'mend.selectModel',
  'mend.showLogs',
] as const;
export type PanelCommand = (typeof panelCommands)[number];

/** What the webview asks of the host. */
export interface HostMethods {
  /** The webview can show things; answers with what to show. */
  ready(params: Record<string, never>): PanelState;
}

/** What the webview tells the host: all of it is input to be checked. */
export interface WebviewEvents {
  readonly run: { readonly command: PanelCommand };
  readonly predict: Draft;
  /** Something was typed. */
  readonly draft: Draft;
  readonly cancel: null;
  /** Selects the demonstrations in their document. */
  readonly revealSource: null;
  readonly revealFile: null;
  /** Maps what the vectors kept of these demonstrations. */
  readonly map: null;
  readonly pin: { readonly index: number; readonly pinned: boolean };
  /** How many rows may stand in front of a query. */
  readonly spend: { readonly rows: number };
}

/** What the host tells the webview. */
export interface HostEvents {
  readonly show: PanelState;
  /** Progress alone, since the rest of the state did not change. */
  readonly busy: Busy;
}
