import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { fitDemonstrations, type FittedDemonstrations, type KeptDemonstration, type Limits } from './budget';
import type { DemonstrationTokens, TokenReport } from './report';
import type { Vectors } from './targetLm';
import type { TextCodec } from './template';

/** A demonstration that stays text: `index` among all that were given. */
export interface PinnedDemonstration extends KeptDemonstration {
  readonly index: number;
}

/** Demonstrations of which some stay text: the others, in order, are for the distiller. */
export interface FittedHybrid {
  readonly distilled: FittedDemonstrations;
  /** In the order of the demonstrations, whatever order they were pinned in. */
  readonly pinned: readonly PinnedDemonstration[];
  /** What became of every demonstration, distilled or pinned. */
  readonly report: TokenReport;
}

interface Pair {
  readonly input: string;
  readonly output: string;
}

/**
 * Fits demonstrations into the token budgets where those with the indices `pinned` stay text. These take no room from the others, and each is cut to
 * `exampleTokens` and no further.
 * @throws UserError `badInput` for an index that is none, or where nothing is left to distil; `badDemonstrations` where a pinned one has no room for its input
 */
export function fitHybrid(
  codec: TextCodec,
  limits: Limits,
  demonstrations: readonly Pair[],
  pinned: readonly number[],
): FittedHybrid {
  const indices = checkedIndices(demonstrations.length, pinned);
  const others = demonstrations.filter((_, index) => !indices.includes(index));
  const distilled = fitDemonstrations(codec, limits, others);
  const texts = indices.map((index) => fitPinned(codec, limits, demonstrations[index], index));
  const others_ = distilled.report.each.values();
  const ofPinned = new Map(
    texts.map(({ index, ids, whole }) => [index, { tokens: ids.length, fate: fateOf(whole) }]),
  );
  const each = demonstrations.flatMap((_, index) => ofPinned.get(index) ?? others_.next().value ?? []);
  const total = distilled.report.total + pinnedTokens(texts);
  const used = distilled.report.used + texts.length;
  return { distilled, pinned: texts, report: { ...distilled.report, each, total, used } };
}

const fateOf = (whole: boolean): DemonstrationTokens['fate'] => (whole ? 'whole' : 'cut');

function checkedIndices(count: number, pinned: readonly number[]): readonly number[] {
  const indices = [...new Set(pinned)].sort((a, b) => a - b);
  const wrong = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= count);
  if (wrong !== undefined) {
    throw new UserError(
      'badInput',
      sentence('There is no demonstration {0} to pin: there are {1}, counted from 1.', wrong + 1, count),
    );
  }
  if (indices.length > 0 && indices.length === count) {
    throw new UserError(
      'badInput',
      sentence('All {0} demonstrations are pinned as text, and none is left to distil: unpin one.', count),
    );
  }
  return indices;
}

function fitPinned(
  codec: TextCodec,
  limits: Limits,
  demonstration: Pair | undefined,
  index: number,
): PinnedDemonstration {
  const [kept] = demonstration ? fitDemonstrations(codec, limits, [demonstration]).kept : [];
  if (!kept) {
    throw new UserError(
      'badDemonstrations',
      sentence(
        'Demonstration {0} does not fit into the {1} tokens that the model reads of one: unpin it, or shorten its output.',
        index + 1,
        limits.exampleTokens,
      ),
    );
  }
  return { ...kept, index };
}

/** Tokens of all pinned demonstrations. */
export function pinnedTokens(pinned: readonly KeptDemonstration[]): number {
  return pinned.reduce((sum, { ids }) => sum + ids.length, 0);
}

/**
 * The rows that stand in front of a query: the vectors, and behind them the token embeddings of the pinned demonstrations, `[tokens, width]`.
 * @throws UserError `badInput` where they are more than the demonstrations may take
 */
export function withText(vectors: Vectors, text: Float32Array, limits: Limits): Vectors {
  const { data, width } = vectors;
  const tokens = text.length / width;
  const count = vectors.count + tokens;
  if (tokens > 0 && count > limits.demonstrationTokens) {
    throw new UserError(
      'badInput',
      sentence(
        '{0} vectors and {1} tokens of pinned demonstrations are more than the {2} that may stand in front of a query: unpin some.',
        vectors.count,
        tokens,
        limits.demonstrationTokens,
      ),
    );
  }
  const rows = new Float32Array(data.length + text.length);
  rows.set(data);
  rows.set(text, data.length);
  return { data: rows, count, width };
}
