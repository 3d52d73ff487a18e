import { inWords, type Sentence, type Translate } from './sentence';

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

/**
 * A failure whose message is one sentence for the user: what is wrong, where, and what to do. The message is in English where it was given as a `Sentence`,
 * which who shows it can translate.
 */
export class UserError extends Error {
  /** What the message was made of, for who translates it. */
  readonly sentence?: Sentence;

  constructor(
    readonly code: ErrorCode,
    message: string | Sentence,
    options?: ErrorOptions,
  ) {
    super(typeof message === 'string' ? message : inWords(message), options);
    this.name = 'UserError';
    if (typeof message !== 'string') this.sentence = message;
  }

  /** By its name: a bundle that is loaded when it is needed has a class of its own, and what it throws must be known in the one that loaded it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'UserError';
  }
}

/** The sentence of a failure in the user's language, as far as it can be translated. */
export function messageOf({ sentence, message }: UserError, translate: Translate): string {
  return sentence ? inWords(sentence, translate) : message;
}
