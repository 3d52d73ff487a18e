import type { Anchors } from './anchors';

/** A float matrix, row-major: `count` rows of `width` values. */
export interface Vectors {
  readonly data: Float32Array;
  readonly count: number;
  readonly width: number;
}

/**
 * What the target LM keeps of what it read so far (distilled vectors, demonstrations, a query): mostly keys and values. Opaque: only the
 * `TargetLM` that made it can use it. Never changed once made, so one prefix serves any number of queries.
 */
export interface Prefix {
  /** Tokens and vectors that were read; a token that the model puts around every text is not counted. */
  readonly length: number;
  /** Memory it holds, in bytes. */
  readonly bytes: number;
  /** Gives that memory back where no garbage collector would, since it is a device's; nobody may use the prefix afterwards. */
  release?(): void;
}

export interface Scored {
  /** Logits of the first token after the query, `[vocabulary]`. */
  readonly next: Float32Array;
  /** For each option, `log p(token | prefix, query, earlier tokens)` of each of its tokens, in nats. */
  readonly optionLogProbs: readonly (readonly number[])[];
}

export interface Extended {
  readonly prefix: Prefix;
  /** Logits of the token after the last one read, `[vocabulary]`. */
  readonly next: Float32Array;
}

/** The frozen language model that answers. Every method rejects with `UserError('cancelled')` once `signal` is aborted. */
export interface TargetLM {
  readonly contextTokens: number;
  /** Whether tokens in front of a query may as well be read with it, as one longer query behind nothing: the answers are the same. */
  readonly oneText: boolean;
  /** The prefix of zero-shot answers: nothing. */
  readonly empty: Prefix;
  /** Reads token ids (at least one). */
  prefillTokens(ids: readonly number[], signal?: AbortSignal): Promise<Prefix>;
  /**
   * The first `length` positions (at least one) of a prefix of tokens, as if nothing had been read behind them. Undefined where the prefix is out
   * of reach, on a device; absent where the model reads in both directions.
   */
  cut?(prefix: Prefix, length: number): Prefix | undefined;
  /** Reads distilled vectors in the place of token embeddings. */
  prefillVectors(vectors: Vectors, signal?: AbortSignal): Promise<Prefix>;
  /** Scores all options (each at least one token) of one query (at least one token) together, over one prefix. */
  score(
    prefix: Prefix,
    query: readonly number[],
    options: readonly (readonly number[])[],
    signal?: AbortSignal,
  ): Promise<Scored>;
  /** Reads more tokens (at least one) after the prefix: first a whole query, then decoding steps. The prefix it gives is the caller's to release. */
  extend(prefix: Prefix, ids: readonly number[], signal?: AbortSignal): Promise<Extended>;
}

/**
 * What a distiller that reads from left to right keeps of the tokens it read: keys and values. Opaque: only the `Distiller` that made it can use it.
 * Never changed once made.
 */
export interface Reading {
  /** Memory it holds, in bytes. */
  readonly bytes: number;
}

/** The first `tokens` (at least one) of the tokens of a reading. */
export interface ReadBefore {
  readonly reading: Reading;
  readonly tokens: number;
}

/** The small LM that maps a demonstration set to distilled vectors. */
export interface Distiller {
  /** Vectors one run gives. */
  readonly count: number;
  readonly width: number;
  readonly anchors: Anchors;
  /** How many times fewer vectors than tokens there are at least, where nobody asks for a number of them. */
  readonly leastRatio?: number | undefined;
  /** The last hidden states `[count, width]` of the placeholders, which take the position ids `positions` `[count]`, behind the tokens `ids`. */
  run(ids: readonly number[], positions: readonly number[], signal?: AbortSignal): Promise<Float32Array>;
  /**
   * The same, up to rounding, where the first of the tokens `ids` are those `before`, which are not read again; and what is kept of all of them.
   * Absent where nothing can be kept: the model reads in both directions, or its graph has no way to give and take it.
   */
  readonly readOn?:
    | ((
        ids: readonly number[],
        positions: readonly number[],
        before: ReadBefore | undefined,
        signal?: AbortSignal,
      ) => Promise<{ readonly data: Float32Array; readonly reading: Reading }>)
    | undefined;
}
