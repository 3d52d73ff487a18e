import type { Demonstration } from '../demonstrations/types';
import type { BreakEven } from '../mend/breakEven/measure';
import type { Challenge } from '../mend/challenge/report';
import type {
  Arm,
  DemonstrationSurvival,
  EvaluateArm,
  Fidelity,
  Generation,
  QueryAnswers,
  TokenReport,
} from '../mend/report';
import type { AnsweredQueries, Summary } from '../mend/summary';
import type { Dtype } from '../models/manifest';
import type { CallContext } from '../shared/calls';
import type { VectorStatistics } from '../vectors/statistics';

export type {
  Arm,
  ArmAnswer,
  DemonstrationSurvival,
  DemonstrationTokens,
  EvaluateArm,
  Fidelity,
  Generation,
  QueryAnswers,
  TokenReport,
} from '../mend/report';
export type { AnsweredQueries, Summary } from '../mend/summary';
export type { CallContext, ProgressReport } from '../shared/calls';
export type { VectorStatistics } from '../vectors/statistics';

/** Names the model a call is about. */
export interface ModelChoice {
  /** Absolute path of the model folder. */
  readonly folder: string;
  /** Default: the manifest's `defaultDtype`. */
  readonly dtype?: Dtype;
}

export interface NearestToken {
  readonly token: string;
  readonly cosine: number;
}

export interface CompressResult {
  /** The saved vector file, absolute. */
  readonly file: string;
  readonly model: string;
  readonly demonstrations: number;
  readonly tokens: TokenReport;
  readonly vectors: number;
  /** Rows of the file behind them, which are the text of pinned demonstrations. */
  readonly pinnedTokens: number;
  readonly width: number;
  /** Of the tokens that were distilled, how many the distiller had read before, in front of the first that was changed. */
  readonly reused: number;
  /** Of tokenizing and distilling. */
  readonly milliseconds: number;
}

/** One arm's answer to one query. */
export interface ArmPrediction {
  readonly prediction: string;
  /** One per option, in the order of the options, the highest that of the prediction; absent when text was generated. */
  readonly probabilities?: readonly number[];
  /** Tokens (or vectors) in front of the query. */
  readonly prefixTokens: number;
  /** Query tokens read. */
  readonly queryTokens: number;
  readonly milliseconds: number;
}

export interface PredictResult {
  readonly options?: readonly string[];
  readonly arms: { readonly [A in Arm]?: ArmPrediction };
  readonly fidelity?: Fidelity;
  readonly queryCut: boolean;
}

export interface EvaluateResult {
  readonly n: number;
  readonly arms: { readonly [A in Arm]: EvaluateArm };
  readonly fidelity: Fidelity;
  readonly queriesPerSecond: number;
}

/** A query to answer. Without options, those that the demonstrations have in common count; where there are none, text is generated. */
export interface Query {
  readonly input: string;
  readonly options?: readonly string[];
}

/** Answers to queries, in their order. */
export interface AnswersResult {
  readonly rows: readonly QueryAnswers[];
  /** Tokens or vectors in front of a query. */
  readonly prefixTokens: Readonly<Record<Arm, number>>;
}

/** What a figure was measured on. */
export interface MeasuredOn {
  readonly model: string;
  readonly dtype: string;
  readonly provider: string;
  /** Operating system, cores and processor. */
  readonly machine: string;
}

export type BreakEvenResult = BreakEven & MeasuredOn;
export type ChallengeResult = Challenge & MeasuredOn;

export interface SurvivalResult {
  /** In the order of the demonstrations. */
  readonly each: readonly DemonstrationSurvival[];
  /** Vectors that were asked, and the tokens of text behind them. */
  readonly vectors: number;
  readonly pinnedTokens: number;
  readonly milliseconds: number;
}

/** Provenance and contents of a vector file, as `inspect` shows them. */
export interface VectorFileInfo {
  readonly file: string;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly statistics: VectorStatistics;
}

export interface EngineStatus {
  readonly provider: string;
  /** Why earlier rungs of the provider ladder failed, in the order tried. */
  readonly skipped: readonly { readonly provider: string; readonly reason: string }[];
  readonly models: readonly { readonly id: string; readonly dtype: string; readonly milliseconds: number }[];
  readonly memoryBytes: number;
  readonly node: string;
  readonly runtime: string;
}

/** What a process did on the network since the first call: how many of each were begun. See `networkWatch.ts` for what is seen. */
export interface NetworkUse {
  /** TCP, TLS, UDP, servers, and connections to sockets of the file system. */
  readonly sockets: number;
  /** Host names and addresses asked for. */
  readonly lookups: number;
  readonly processes: number;
  /** Internet sockets that the kernel listed for the process, and how often it was asked; absent where it does not tell. */
  readonly kernel?: { readonly sockets: number; readonly samples: number };
}

/** A query to evaluate: `output` is the right answer. */
export type LabelledQuery = Demonstration;

/**
 * The engine's methods: what the extension, the command line and the Node API may ask of it. Every one may report `ProgressReport`s, may be
 * cancelled, and rejects with an `UserError` whose message is one sentence for the user.
 */
export interface EngineMethods {
  /** Loads the model (and walks the provider ladder) without doing anything else. */
  load(params: { model: ModelChoice }): EngineStatus;
  status(params: Record<string, never>): EngineStatus;
  /** Starts counting with the first call. Needs no model and loads no native module, so that their loading can be watched. */
  networkUse(params: Record<string, never>): NetworkUse;
  /** Needs the tokenizer alone: cheap enough for while somebody types. */
  countTokens(params: { model: ModelChoice; demonstrations: readonly Demonstration[] }): TokenReport;
  /**
   * Distils, measures the fidelity and writes `file` atomically. `vectors`: use n of the model's vectors. `keepText`: store the demonstrations too.
   * `pinned`: indices of demonstrations that stay text, behind the vectors of all others.
   */
  compress(params: {
    model: ModelChoice;
    demonstrations: readonly Demonstration[];
    file: string;
    vectors?: number;
    keepText?: boolean;
    pinned?: readonly number[];
  }): CompressResult;
  /**
   * How much of each demonstration's effect is left in `vectors` vectors, with those `pinned` as text (docs/survival-map.md). Writes nothing. Each
   * result comes as a `partial` of the progress as soon as it is known. With `queries`, labelled or not, these are asked instead of the
   * demonstrations' own inputs, up to 32 of them.
   */
  survival(params: {
    model: ModelChoice;
    demonstrations: readonly Demonstration[];
    vectors?: number;
    pinned?: readonly number[];
    queries?: readonly Query[];
  }): SurvivalResult;
  inspect(params: { file: string }): VectorFileInfo;
  /** The vocabulary entries closest to each vector by cosine. */
  nearestTokens(params: {
    model: ModelChoice;
    file: string;
    count: number;
  }): readonly (readonly NearestToken[])[];
  /** Answers one query. Arms that need demonstrations are computed only when these are given. */
  predict(params: {
    model: ModelChoice;
    file: string;
    input: string;
    options?: readonly string[];
    demonstrations?: readonly Demonstration[];
    generation?: Generation;
  }): PredictResult;
  evaluate(params: {
    model: ModelChoice;
    demonstrations: readonly Demonstration[];
    queries: readonly LabelledQuery[];
    vectors?: number;
    pinned?: readonly number[];
  }): EvaluateResult;
  /**
   * Answers queries with every arm: a page of a longer list, since what is asked together is answered together or not at all. A query's
   * answers depend on no other. `file`: take the vectors of this file; else they are distilled, `vectors` of them, once for pages in a row.
   */
  answerQueries(params: {
    model: ModelChoice;
    demonstrations: readonly Demonstration[];
    queries: readonly Query[];
    file?: string;
    vectors?: number;
    generation?: Generation;
  }): AnswersResult;
  /** Scores, confusions and paired tests of answers (at least one). Needs no model; here since thousands of resamplings would hold up a caller. */
  summarize(params: AnsweredQueries): Summary;
  /** Measures what zero-shot, full ICL, exact KV and the vectors cost here, side by side. `vectors`: measure with the first n of the model's. */
  breakEven(params: {
    model: ModelChoice;
    demonstrations: readonly Demonstration[];
    vectors?: number;
  }): BreakEvenResult;
  /**
   * Answers labelled queries with the vectors and with whatever else has room in as many tokens, under five seeds. Without `queries` half of the
   * demonstrations ask, another half for each seed.
   */
  challenge(params: {
    model: ModelChoice;
    demonstrations: readonly Demonstration[];
    queries?: readonly LabelledQuery[];
    vectors?: number;
  }): ChallengeResult;
}

/** The methods as functions: implemented over ONNX Runtime in process (`operations.ts`), and by the client over a forked child. */
export type Engine = {
  [M in keyof EngineMethods]: (
    params: Parameters<EngineMethods[M]>[0],
    context?: Partial<CallContext>,
  ) => Promise<ReturnType<EngineMethods[M]>>;
};
