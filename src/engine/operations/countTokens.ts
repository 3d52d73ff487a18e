import type { Demonstration } from '../../demonstrations/types';
import { fitDemonstrations } from '../../mend/budget';
import type { ModelChoice, TokenReport } from '../methods';
import { modelFor, type Operation } from './parts';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
}

/** Refuses nothing: what is counted may still be in the writing. */
export const countTokens: Operation<Params, TokenReport> = async (parts, params, context) => {
  const model = await modelFor(parts, params.model, context);
  return fitDemonstrations(model.codec, model.manifest.limits, params.demonstrations).report;
};
