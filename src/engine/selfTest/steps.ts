import { UserError } from '../../shared/errors';
import { inWords, type Sentence } from '../../shared/sentence';

/** One check of the self-test and how it went. */
export interface Step {
  /** What holds where it went well. */
  readonly claim: Sentence;
  readonly ok: boolean;
  /** What was seen, or why it failed; an error's own sentence comes as it is. */
  readonly detail: Sentence | string;
  readonly milliseconds: number;
}

/** What a step gives: something to say about it, and the value that later steps work with. */
export interface Seen<T> {
  readonly value: T;
  readonly detail: Sentence;
}

/** A step saw what must not be. */
export class StepFailure extends Error {
  constructor(readonly sentence: Sentence) {
    super(inWords(sentence));
  }
}

/** Runs steps one after the other and keeps how they went. The first that fails ends the rest, which stand on it. */
export class Steps {
  readonly all: Step[] = [];

  /** @param clock milliseconds from any fixed moment */
  constructor(private readonly clock: () => number) {}

  get ok(): boolean {
    return this.all.every((step) => step.ok);
  }

  /**
   * @returns what the step gave; undefined when it, or one before it, failed
   * @throws UserError `cancelled`
   */
  async run<T>(claim: Sentence, work: () => Promise<Seen<T>>): Promise<T | undefined> {
    if (!this.ok) return undefined;
    const start = this.clock();
    const done = (ok: boolean, detail: Step['detail']): void =>
      void this.all.push({ claim, ok, detail, milliseconds: this.clock() - start });
    try {
      const { value, detail } = await work();
      done(true, detail);
      return value;
    } catch (error) {
      if (error instanceof UserError && error.code === 'cancelled') throw error;
      done(
        false,
        error instanceof StepFailure
          ? error.sentence
          : error instanceof Error
            ? error.message
            : String(error),
      );
      return undefined;
    }
  }
}
