import type { Demonstration } from '../../demonstrations/types';
import { fewerDemonstrations, tokensOf } from '../../mend/budget';
import type { Arm } from '../../mend/report';
import type { Prefix, Vectors } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { CallContext } from '../methods';
import { fit } from './demonstrations';

/** The prefixes of all four arms, from the model's cache or made now. */
export async function prefixesOf(
  model: LoadedModel,
  vectors: Vectors,
  demonstrations: readonly Demonstration[],
  context: CallContext,
): Promise<Record<Arm, Prefix>> {
  const fitted = fit(model, demonstrations);
  context.progress(saying(sentence('Reading {0} vectors', vectors.count)));
  const distilled = await model.prefixes.ofVectors(vectors, context.signal);
  context.progress(saying(sentence('Reading {0} demonstrations', fitted.report.used)));
  const fullIcl = await model.prefixes.ofTokens(tokensOf(fitted), context.signal);
  const fewerShot = await model.prefixes.ofTokens(fewerDemonstrations(fitted, vectors.count), context.signal);
  return { zeroShot: model.target.empty, fullIcl, fewerShot, distilled };
}
