import { nearest, sharedLength } from './sharedLength';
import type { Distiller, Reading } from './targetLm';

/**
 * 256 MB, as for prefixes, since a reading is as large as keys and values of the same tokens: about 80 blocks of a distiller of 4 layers and
 * width 256 at 384 tokens (3 MB each), three of GPT-2 small at 1024 (75 MB), one of GPT-2 large at 700. One is enough to profit from an edit.
 */
export const defaultReadingBytes = 256 * 2 ** 20;

interface Kept {
  readonly ids: readonly number[];
  readonly positions: readonly number[];
  readonly data: Float32Array;
  readonly reading: Reading;
}

/** Vectors of a distiller, and how many of the tokens did not have to be read for them. */
export interface ReadVectors {
  /** `[count, width]`. Not to be changed. */
  readonly data: Float32Array;
  readonly reused: number;
}

/**
 * What one distiller read last, so that of demonstrations that were changed since only the tokens from the first change on are read. Holds at
 * most `maxBytes`; the least recently used goes first. A run that fails or is cancelled leaves no trace.
 *
 * Readings lie in memory that the garbage collector sees, so that one that is dropped while it is read stays good for as long.
 */
export class Readings {
  /** In order of last use, oldest first; no two of the same tokens. */
  #kept: readonly Kept[] = [];

  constructor(private readonly maxBytes: number = defaultReadingBytes) {}

  get bytes(): number {
    return this.#kept.reduce((sum, { reading }) => sum + reading.bytes, 0);
  }

  /** What `distiller.run` gives, up to rounding. Tokens and placeholders that are all the same give the very same vectors. */
  async run(
    distiller: Distiller,
    ids: readonly number[],
    positions: readonly number[],
    signal?: AbortSignal,
  ): Promise<ReadVectors> {
    if (!distiller.readOn) return { data: await distiller.run(ids, positions, signal), reused: 0 };
    const same = this.#kept.find((kept) => isSame(kept.ids, ids) && isSame(kept.positions, positions));
    if (same) {
      this.#use(same);
      return { data: same.data, reused: ids.length };
    }
    // Of several that are as near the one used last.
    const known = nearest([...this.#kept].reverse(), ids);
    if (known) this.#use(known.one);
    const before = known && { reading: known.one.reading, tokens: known.shared };
    const { data, reading } = await distiller.readOn(ids, positions, before, signal);
    this.#use({ ids, positions, data, reading });
    return { data, reused: known?.shared ?? 0 };
  }

  clear(): void {
    this.#kept = [];
  }

  /** Puts a reading where the last used are, and drops others for it as far as it must. One that is too large by itself is not kept. */
  #use(used: Kept): void {
    let held = used.reading.bytes;
    if (held > this.maxBytes) return;
    const others: Kept[] = [];
    for (const kept of this.#kept.filter(({ ids }) => !isSame(ids, used.ids)).reverse()) {
      held += kept.reading.bytes;
      if (held > this.maxBytes) break;
      others.unshift(kept);
    }
    this.#kept = [...others, used];
  }
}

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && sharedLength(one, other) === one.length;
