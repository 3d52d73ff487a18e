/** How far a call has come. */
export interface ProgressReport {
  readonly message: string;
  /** 0..1 where it is known. */
  readonly fraction?: number;
  /** A part of the result that is known already; which, the method says. */
  readonly partial?: unknown;
}

/** What a running call is given besides its parameters. */
export interface CallContext {
  readonly signal: AbortSignal;
  /** A function of its own, so that it may be passed on alone. */
  readonly progress: (report: ProgressReport) => void;
}
