import type { Demonstration } from '../../demonstrations/types';
import { type Measured, measureSurvival } from '../../mend/measureSurvival';
import { measureQuerySurvival } from '../../mend/querySurvival';
import type { DemonstrationSurvival } from '../../mend/report';
import { saying } from '../../shared/calls';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import type { ModelChoice, Query, SurvivalResult } from '../methods';
import { LeaveOneOut } from './leaveOneOut';
import { modelFor, type Operation } from './parts';
import { refuseEmptyQueries } from './refuseEmptyQueries';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly vectors?: number;
  readonly pinned?: readonly number[];
  readonly queries?: readonly Query[];
}

const doing = sentence('Leaving out one demonstration at a time');

/** Leaves out one demonstration at a time, and tells of each how much of its effect the vectors carry as soon as it is known. */
export const survival: Operation<Params, SurvivalResult> = async (parts, params, context) => {
  const { demonstrations, queries } = params;
  if (queries) checkQueries(queries);
  const model = await modelFor(parts, params.model, context);
  const start = parts.clock();
  const read = new LeaveOneOut(model, demonstrations, params.pinned, params.vectors);
  const found = new Map<number, DemonstrationSurvival>();
  let fraction = 0;
  const tell = (partial: DemonstrationSurvival): void => {
    found.set(partial.index, partial);
    context.progress({ ...saying(doing, fraction), partial });
  };
  const known = [...demonstrations.keys()].filter((index) => !read.measured.includes(index));
  known.forEach((index) => tell(read.verdict(index)));
  const listener = {
    found: (one: Measured): void => tell(read.verdict(read.measured[one.index] ?? 0, one)),
    done: (share: number): void => {
      fraction = share;
      context.progress(saying(doing, fraction));
    },
  };
  if (read.measured.length > 0) {
    const { target, codec, manifest } = model;
    const task = read.task(context.signal);
    const { limits } = manifest;
    await (queries
      ? measureQuerySurvival(target, codec, limits, { ...task, queries }, listener, context.signal)
      : measureSurvival(target, codec, limits, task, listener, context.signal));
  }
  return {
    each: demonstrations.flatMap((_, index) => found.get(index) ?? []),
    vectors: read.vectors,
    pinnedTokens: read.pinnedTokens,
    milliseconds: parts.clock() - start,
  };
};

/** @throws UserError where there is none, or one that asks nothing */
function checkQueries(queries: readonly Query[]): void {
  if (queries.length === 0)
    throw new UserError('badInput', sentence('There are no queries to ask: give one at least.'));
  refuseEmptyQueries(queries);
}
