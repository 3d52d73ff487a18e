import type { Demonstration } from '../../demonstrations/types';
import type { Vectors } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { CallContext } from '../methods';
import { fitPinned, rowsOf } from './hybrid';

interface Distilled {
  readonly key: string;
  readonly vectors: Vectors;
}

/** What each model distilled last here: the pages of a long list of queries follow each other, and their vectors are distilled once. */
const last = new WeakMap<LoadedModel, Distilled>();

/** The rows of demonstrations, distilled now or just before. @param how how many vectors, by default as many as are usual; and which stay text */
export async function distilled(
  model: LoadedModel,
  demonstrations: readonly Demonstration[],
  how: { readonly vectors?: number; readonly pinned?: readonly number[] },
  context: CallContext,
): Promise<Vectors> {
  const key = JSON.stringify([how.vectors, how.pinned, demonstrations]);
  const known = last.get(model);
  if (known?.key === key) return known.vectors;
  const fitted = fitPinned(model, demonstrations, how.pinned);
  const read = { distilled: fitted.distilled.kept, pinned: fitted.pinned };
  context.progress(saying(sentence('Distilling')));
  const { rows } = await rowsOf(model, read, how.vectors, context.signal);
  last.set(model, { key, vectors: rows });
  return rows;
}
