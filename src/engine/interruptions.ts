import { UserError } from '../shared/errors';

/** Which calls may be issued again on the next child: those that only read and compute, or any, since none had begun its work. */
export type MayRepeat = 'reading' | 'any';

/** What a call is rejected with when its child ended through no fault of the call. */
export class Interruption extends UserError {
  constructor(
    message: string,
    readonly mayRepeat: MayRepeat,
  ) {
    super('engineCrashed', message);
  }
}

/** The child was killed because another call did not answer a cancel. */
export class EngineInterrupted extends Interruption {
  constructor() {
    super('The engine was stopped to cancel another call; run the command again.', 'reading');
  }
}

/** The child died of an execution provider. The next one goes without it. */
export class ProviderCrash extends Interruption {
  /** As `Skipped` wants it. */
  readonly reason: string;

  /**
   * @param details how the child ended
   * @param opening it had not opened a model yet
   */
  constructor(
    readonly provider: string,
    details: string,
    opening: boolean,
  ) {
    super(
      `The engine stopped unexpectedly while it used ${provider} (${details}), and goes on without that; run the command again.`,
      opening ? 'any' : 'reading',
    );
    this.reason = `it stopped the engine (${details}): "MEND: Restart Engine" tries it again`;
  }
}

/** What an error says about repeating; undefined for every other error. By shape, as subclasses of `UserError` are not told apart by `instanceof`. */
export function mayRepeat(error: unknown): MayRepeat | undefined {
  return error instanceof Error && 'mayRepeat' in error ? (error as Interruption).mayRepeat : undefined;
}

/** Whether an error lays the end of a child at a provider's door. */
export function isProviderCrash(error: Error): error is ProviderCrash {
  return 'mayRepeat' in error && 'provider' in error;
}
