/** How far a call has come. */
export interface ProgressReport {
  readonly message: string;
  /** 0..1 where it is known. */
  readonly fraction?: number;
}

/** What a running call is given besides its parameters. */
export interface CallContext {
  readonly signal: AbortSignal;
  progress(report: ProgressReport): void;
}
