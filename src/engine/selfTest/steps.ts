import { UserError } from '../../shared/errors';

/** One check of the self-test and how it went. */
export interface Step {
  /** What holds where it went well. */
  readonly claim: string;
  readonly ok: boolean;
  /** What was seen, or the failure's sentence. */
  readonly detail: string;
  readonly milliseconds: number;
}

/** What a step gives: something to say about it, and the value that later steps work with. */
export interface Seen<T> {
  readonly value: T;
  readonly detail: string;
}

/** A step saw what must not be. */
export class StepFailure extends Error {}

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
  async run<T>(claim: string, work: () => Promise<Seen<T>>): Promise<T | undefined> {
    if (!this.ok) return undefined;
    const start = this.clock();
    const done = (ok: boolean, detail: string): void =>
      void this.all.push({ claim, ok, detail, milliseconds: this.clock() - start });
    try {
      const { value, detail } = await work();
      done(true, detail);
      return value;
    } catch (error) {
      if (error instanceof UserError && error.code === 'cancelled') throw error;
      done(false, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}
