import type { Demonstration } from '../../demonstrations/types';
import { type Measured, measureSurvival } from '../../mend/measureSurvival';
import type { DemonstrationSurvival } from '../../mend/report';
import type { ModelChoice, SurvivalResult } from '../methods';
import { LeaveOneOut } from './leaveOneOut';
import { modelFor, type Operation } from './parts';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly vectors?: number;
  readonly pinned?: readonly number[];
}

const message = 'Leaving out one demonstration at a time';

/** Leaves out one demonstration at a time, and tells of each how much of its effect the vectors carry as soon as it is known. */
export const survival: Operation<Params, SurvivalResult> = async (parts, params, context) => {
  const { demonstrations } = params;
  const model = await modelFor(parts, params.model, context);
  const start = parts.clock();
  const read = new LeaveOneOut(model, demonstrations, params.pinned, params.vectors);
  const found = new Map<number, DemonstrationSurvival>();
  let fraction = 0;
  const tell = (partial: DemonstrationSurvival): void => {
    found.set(partial.index, partial);
    context.progress({ message, fraction, partial });
  };
  const known = [...demonstrations.keys()].filter((index) => !read.measured.includes(index));
  known.forEach((index) => tell(read.verdict(index)));
  const listener = {
    found: (one: Measured): void => tell(read.verdict(read.measured[one.index] ?? 0, one)),
    done: (share: number): void => {
      fraction = share;
      context.progress({ message, fraction });
    },
  };
  if (read.measured.length > 0) {
    const { target, codec, manifest } = model;
    const task = read.task(context.signal);
    await measureSurvival(target, codec, manifest.limits, task, listener, context.signal);
  }
  return {
    each: demonstrations.flatMap((_, index) => found.get(index) ?? []),
    vectors: read.vectors,
    pinnedTokens: read.pinnedTokens,
    milliseconds: parts.clock() - start,
  };
};
