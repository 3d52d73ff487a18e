import type { Demonstration } from '../../demonstrations/types';
import { measureBreakEven } from '../../mend/breakEven/measure';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { BreakEvenResult, ModelChoice } from '../methods';
import { fit } from './demonstrations';
import { describeMachine } from './machine';
import { modelFor, type Operation } from './parts';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly vectors?: number;
}

/** Nothing is taken from the prefix cache or put into it: what is measured is made every time. */
export const breakEven: Operation<Params, BreakEvenResult> = async (parts, params, context) => {
  const { demonstrations, vectors } = params;
  const model = await modelFor(parts, params.model, context);
  fit(model, demonstrations);
  const report = (fraction: number): void =>
    context.progress(saying(sentence('Measuring what each way costs'), fraction));
  report(0);
  const { target, distiller, codec, manifest } = model;
  const bench = { target, distiller, codec, limits: manifest.limits, clock: parts.clock };
  const measured = await measureBreakEven(bench, demonstrations, vectors, report, context.signal);
  return {
    ...measured,
    model: manifest.id,
    dtype: model.dtype,
    provider: model.provider,
    machine: describeMachine(),
  };
};
