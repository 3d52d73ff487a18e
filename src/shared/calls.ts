import { inWords, type Sentence, type Translate } from './sentence';

/** How far a call has come. */
export interface ProgressReport {
  /** In English, or in the language of the user once it was translated. */
  readonly message: string;
  /** What it was made of, for who translates it. */
  readonly sentence?: Sentence;
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

/** A report that can be translated. @param fraction 0..1 where it is known */
export function saying(sentence: Sentence, fraction?: number): ProgressReport {
  return { message: inWords(sentence), sentence, ...(fraction !== undefined && { fraction }) };
}

/** The report in the user's language, as far as it can be translated. */
export function translated(report: ProgressReport, translate: Translate): ProgressReport {
  const { sentence } = report;
  return sentence ? { ...report, message: inWords(sentence, translate) } : report;
}
