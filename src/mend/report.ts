/** The four ways of answering that every comparison shows. */
export type Arm = 'zeroShot' | 'fullIcl' | 'fewerShot' | 'distilled';

/** What became of one demonstration under the token budget. */
export interface DemonstrationTokens {
  /** Tokens read of it; of a dropped one, the tokens it would have taken. */
  readonly tokens: number;
  /** `cut`: its input was shortened; `dropped`: it did not fit. */
  readonly fate: 'whole' | 'cut' | 'dropped';
}

export interface TokenReport {
  readonly each: readonly DemonstrationTokens[];
  /** Tokens the target LM would read for the demonstrations kept. */
  readonly total: number;
  /** The budget they were fitted into. */
  readonly budget: number;
  /** Demonstrations read by the distiller (whole or cut). */
  readonly used: number;
}

/** How much of one demonstration's effect the vectors still carry (docs/survival-map.md). */
export interface DemonstrationSurvival {
  /** Among all demonstrations given. */
  readonly index: number;
  /** `text`: it is pinned, so nothing of it is lost. `noEffect`: full ICL answers its input as well without it, so there is nothing to carry. */
  readonly verdict: 'kept' | 'partly' | 'lost' | 'noEffect' | 'text';
  /**
   * Why it is lost: `dropped` and `cut` (nobody read it, or not all of it), `answer` (the vectors give another answer to its own input, where full
   * ICL gives the right one), `effect` (too little of its effect is left).
   */
  readonly reason?: 'dropped' | 'cut' | 'answer' | 'effect';
  /** How much more probable full ICL finds its output with it than without it, in nats; absent where that was not measured. */
  readonly effect?: number;
  /** The same of the vectors. */
  readonly carried?: number;
  /** `carried / effect`, within 0..1; absent where there is no effect to carry. */
  readonly survival?: number;
  /** What was asked, where that was not its own input: effects are then root mean squares over these queries. */
  readonly probes?: 'queries';
}

export interface Fidelity {
  /** KL(full ICL || distilled) in nats over the next-token distribution. */
  readonly kl: number;
  /** Whether (or, over several queries, how often) both put the same token first. */
  readonly top1Agreement: number;
}

/** A fidelity with what it was measured over. */
export interface MeasuredFidelity extends Fidelity {
  /** How many queries it is the mean of. */
  readonly queries: number;
  /** What the queries were, such as `demonstration inputs`. */
  readonly of: string;
}

/** One arm's answer to one query of several. */
export interface ArmAnswer {
  readonly prediction: string;
  /** Of the prediction among the options; absent when text was generated. */
  readonly probability?: number;
}

/** How all arms answer one query. */
export interface QueryAnswers {
  readonly arms: Readonly<Record<Arm, ArmAnswer>>;
  readonly fidelity: Fidelity;
  /** The query was longer than the model reads. */
  readonly queryCut: boolean;
}

export interface Generation {
  /** 0 = greedy. */
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly maxTokens?: number;
}

export interface EvaluateArm {
  readonly accuracy: number;
  readonly macroF1: number;
  readonly prefixTokens: number;
}
