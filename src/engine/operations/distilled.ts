import type { Demonstration } from '../../demonstrations/types';
import { distil } from '../../mend/distil';
import type { Vectors } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import type { CallContext } from '../methods';
import { fit } from './demonstrations';

interface Distilled {
  readonly key: string;
  readonly vectors: Vectors;
}

/** What each model distilled last here: the pages of a long list of queries follow each other, and their vectors are distilled once. */
const last = new WeakMap<LoadedModel, Distilled>();

/** The vectors of demonstrations, distilled now or just before. @param count default: as many as are usual for the model */
export async function distilled(
  model: LoadedModel,
  demonstrations: readonly Demonstration[],
  count: number | undefined,
  context: CallContext,
): Promise<Vectors> {
  const key = JSON.stringify([count, demonstrations]);
  const known = last.get(model);
  if (known?.key === key) return known.vectors;
  const { kept } = fit(model, demonstrations);
  context.progress({ message: 'Distilling' });
  const vectors = await distil(model.distiller, kept, count, context.signal);
  last.set(model, { key, vectors });
  return vectors;
}
