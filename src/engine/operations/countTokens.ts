import { resolve } from 'node:path';
import type { Demonstration } from '../../demonstrations/types';
import { fitDemonstrations } from '../../mend/budget';
import { throwIfCancelled } from '../../mend/cancel';
import type { ModelChoice, TokenReport } from '../methods';
import type { Operation } from './parts';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
}

/** Refuses nothing: what is counted may still be in the writing. Loads no more than the tokenizer where the model is not loaded. */
export const countTokens: Operation<Params, TokenReport> = async (parts, params, { signal }) => {
  throwIfCancelled(signal);
  const folder = resolve(params.model.folder);
  const loaded = parts.store.loaded.find(({ model }) => model.folder === folder)?.model;
  const { codec, manifest } = loaded ?? (await parts.texts.get(params.model));
  throwIfCancelled(signal);
  return fitDemonstrations(codec, manifest.limits, params.demonstrations).report;
};
