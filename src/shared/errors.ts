/** What kind of failure it is; stable, so that callers and tests can tell failures apart without reading the sentence. */
export type ErrorCode =
  | 'noDemonstrations'
  | 'badDemonstrations'
  | 'badInput'
  | 'badOptions'
  | 'badVectorFile'
  | 'vectorMismatch'
  | 'badModel'
  | 'fileSystem'
  | 'network'
  | 'provider'
  | 'cancelled'
  | 'engineCrashed'
  | 'disposed'
  | 'internal';

/** A failure whose message is one sentence for the user: what is wrong, where, and what to do. */
export class UserError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'UserError';
  }

  /** By its name: a bundle that is loaded when it is needed has a class of its own, and what it throws must be known in the one that loaded it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'UserError';
  }
}
