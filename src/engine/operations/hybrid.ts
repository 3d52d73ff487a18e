import type { Demonstration } from '../../demonstrations/types';
import type { KeptDemonstration } from '../../mend/budget';
import { distil } from '../../mend/distil';
import { type FittedHybrid, fitHybrid, withText } from '../../mend/hybrid';
import type { Vectors } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import type { PinnedText } from '../../vectors';
import { checkDemonstrations, checkUsed } from './demonstrations';

/** Fits demonstrations of which those with the indices `pinned` stay text. @throws UserError as `fit` and `fitHybrid` do */
export function fitPinned(
  model: LoadedModel,
  demonstrations: readonly Demonstration[],
  pinned: readonly number[] = [],
): FittedHybrid {
  checkDemonstrations(demonstrations);
  const fitted = fitHybrid(model.codec, model.manifest.limits, demonstrations, pinned);
  checkUsed(model, fitted.distilled);
  return fitted;
}

/** The rows in front of a query: vectors of the demonstrations `distilled`, then the token embeddings of those `pinned`. */
export interface HybridRows {
  /** Both together. */
  readonly rows: Vectors;
  /** How many of them are vectors. */
  readonly vectors: number;
  /** How many of the distilled demonstrations' tokens the distiller had read before. */
  readonly reused: number;
}

/** Distils, into `count` vectors where a number is given, and puts the text behind. */
export async function rowsOf(
  model: LoadedModel,
  read: { readonly distilled: readonly KeptDemonstration[]; readonly pinned: readonly KeptDemonstration[] },
  count: number | undefined,
  signal: AbortSignal,
): Promise<HybridRows> {
  const vectors = await distil(model.distiller, read.distilled, count, signal, model.readings);
  const { reused } = vectors;
  const ids = read.pinned.flatMap((one) => one.ids);
  if (ids.length === 0) return { rows: vectors, vectors: vectors.count, reused };
  const rows = withText(vectors, await model.embeddings(ids), model.manifest.limits);
  return { rows, vectors: vectors.count, reused };
}

/** What the vector file says about pinned demonstrations. */
export function pinnedTexts(
  demonstrations: readonly Demonstration[],
  { pinned }: FittedHybrid,
): readonly PinnedText[] {
  return pinned.flatMap(({ index, ids }) => {
    const demonstration = demonstrations[index];
    return demonstration ? [{ index, tokens: ids, ...demonstration }] : [];
  });
}
