/** The ways of answering whose costs are compared. `exactKv`: full ICL over keys and values of the demonstrations that were read once and kept. */
export const ways = ['zeroShot', 'fullIcl', 'exactKv', 'distilled'] as const;
export type Way = (typeof ways)[number];

/** What one way costs: a value a round, in milliseconds; round `i` of every way ran beside round `i` of the others. */
export interface WayCosts {
  /** Cold: from the demonstrations' text to the first answer, with nothing kept but the loaded model. */
  readonly first: readonly number[];
  /** What an edit costs before the next answer: from the changed text to what is kept. The demonstration in the middle is edited. */
  readonly edit: readonly number[];
  /** Warm: one more answer. */
  readonly answer: readonly number[];
  /** Memory of what is kept between answers. */
  readonly keptBytes: number;
  /** Tokens or vectors in front of the query. */
  readonly prefixTokens: number;
}

export type Costs = Readonly<Record<Way, WayCosts>>;
