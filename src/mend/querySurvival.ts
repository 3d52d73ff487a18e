import type { Limits } from './budget';
import { evenlySpaced } from './evenlySpaced';
import { readWhole, repeats, type SurvivalListener, type SurvivalTask } from './measureSurvival';
import { type Answered, type Probe, probesOf, type QuerySource } from './probes';
import { Survey } from './survey';
import type { TargetLM } from './targetLm';
import type { TextCodec } from './template';

/** Queries asked after every demonstration is left out: more say little more, and cost as many answers as there are demonstrations, twice. */
const MOST_PROBES = 32;

/** Nats. As for own inputs; what leaving out any text does cannot be told from an effect here, since every query hangs on all demonstrations. */
const FLOOR = 0.1;

/**
 * Leaves out one demonstration at a time, with those that repeat it word for word, and asks queries of the user's. With `e` the changes that makes to the
 * log-probabilities of the answers under full ICL, one for each query, and `c` the same under the vectors, the effect is the root mean square of `e`,
 * and what is carried is the part of `c` that goes the same way: `e·c / |e|`, over the square root of their number. Their quotient is the slope of the
 * least-squares line through zero from `e` to `c`. An unlabelled query's answer is the one that full ICL gives. Cancellable between runs.
 */
export async function measureQuerySurvival(
  target: TargetLM,
  codec: TextCodec,
  limits: Limits,
  task: SurvivalTask & { readonly queries: readonly QuerySource[] },
  listener: SurvivalListener,
  signal?: AbortSignal,
): Promise<void> {
  const { demonstrations, commonOptions } = task;
  const groups = repeats(demonstrations);
  const read = await readWhole(task);
  const queries = evenlySpaced(task.queries, MOST_PROBES);
  const open = probesOf(target, codec, limits, queries, demonstrations, commonOptions, read.longest);
  const everyone = [...open.keys()];
  const given = await new Survey(target, open, task, signal).over(read.fullIcl, everyone);
  const probes = open.map((probe, index) => answeredAs(probe, given[index]));
  const survey = new Survey(target, probes, task, signal);
  const fullIcl = await survey.over(await task.fullIcl([]), everyone);
  const distilled = await survey.over(read.distilled, everyone);
  for (const [number, group] of groups.entries()) {
    const ofFullIcl = await survey.changes(fullIcl, () => task.fullIcl(group), everyone);
    const effect = rootMeanSquare(ofFullIcl);
    const carried =
      effect < FLOOR
        ? undefined
        : along(await survey.changes(distilled, () => task.distilled(group), everyone), ofFullIcl);
    // Whether an own input is answered rightly is not asked here.
    const own = {
      fullIcl: { right: false, effect },
      distilled: { right: false, ...(carried !== undefined && { effect: carried }) },
    };
    for (const index of group) listener.found({ index, own, floor: FLOOR, probes: 'queries' });
    listener.done((number + 1) / groups.length);
  }
}

/** An unlabelled query takes the answer that it was given. */
function answeredAs(probe: Probe, answered: Answered | undefined): Probe {
  return probe.answer >= 0 ? probe : { ...probe, answer: answered?.best ?? 0 };
}

const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));

/** The root mean square of the part of `values` that goes along `direction`; negative where it goes against it. */
function along(values: readonly number[], direction: readonly number[]): number {
  const product = values.reduce((sum, value, index) => sum + value * (direction[index] ?? 0), 0);
  return product / (rootMeanSquare(direction) * Math.max(1, values.length));
}
