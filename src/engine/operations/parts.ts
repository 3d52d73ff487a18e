import type { LoadedModel } from '../../runtime/loadModel';
import type { ModelStore } from '../../runtime/modelStore';
import type { TextStore } from '../../runtime/textStore';
import { throwIfCancelled } from '../../mend/cancel';
import { saying } from '../../shared/calls';
import type { CallContext, ModelChoice } from '../methods';

/** What every operation works with. */
export interface Parts {
  readonly store: ModelStore;
  /** What counting needs, without the models. */
  readonly texts: TextStore;
  /** Milliseconds from any fixed moment. */
  readonly clock: () => number;
}

/** One operation: a method of the engine as a function of its parts. */
export type Operation<P, R> = (parts: Parts, params: P, context: CallContext) => Promise<R>;

/** Loads the model (or takes the one loaded), reporting progress. */
export async function modelFor(
  parts: Parts,
  choice: ModelChoice,
  context: CallContext,
): Promise<LoadedModel> {
  throwIfCancelled(context.signal);
  const { model } = await parts.store.get(choice, (message, fraction) =>
    context.progress(saying(message, fraction)),
  );
  throwIfCancelled(context.signal);
  return model;
}
