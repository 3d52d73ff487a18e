import { inferOptions } from '../../demonstrations/options';
import type { Demonstration } from '../../demonstrations/types';
import { evaluate as evaluateArms } from '../../mend/evaluate';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { EvaluateResult, LabelledQuery, ModelChoice } from '../methods';
import { distilled } from './distilled';
import { modelFor, type Operation } from './parts';
import { prefixesOf } from './prefixes';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly queries: readonly LabelledQuery[];
  readonly vectors?: number;
  readonly pinned?: readonly number[];
}

export const evaluate: Operation<Params, EvaluateResult> = async (parts, params, context) => {
  const { demonstrations, queries } = params;
  const model = await modelFor(parts, params.model, context);
  const rows = await distilled(model, demonstrations, params, context);
  const task = {
    prefixes: await prefixesOf(model, rows, demonstrations, context),
    queries,
    commonOptions: inferOptions(demonstrations),
  };
  const start = parts.clock();
  const done = (count: number): void => {
    context.progress(
      saying(sentence('Answered {0} of {1} queries', count, queries.length), count / queries.length),
    );
  };
  const { target, codec, manifest } = model;
  const evaluation = await evaluateArms(target, codec, manifest.limits, task, done, context.signal);
  const seconds = (parts.clock() - start) / 1000;
  return { ...evaluation, queriesPerSecond: evaluation.n / seconds };
};
