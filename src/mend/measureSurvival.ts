import { trimText } from '../shared/trimText';
import type { Limits } from './budget';
import { evenlySpaced } from './evenlySpaced';
import { probesOf, type Answered, type ProbeSource } from './probes';
import { leastEffect, type OwnAnswers } from './survival';
import type { Prefix, TargetLM } from './targetLm';
import { Survey } from './survey';
import type { TextCodec } from './template';

/** Other demonstrations asked after one is left out, to learn how much that changes answers it has no part in. */
const OTHERS = 4;

/** Demonstrations that are read in both ways, and the prefixes of all of them but those with the indices `without`. */
export interface SurvivalTask {
  readonly demonstrations: readonly ProbeSource[];
  /** The options of demonstrations that have none of their own; undefined where answers are open. */
  readonly commonOptions: readonly string[] | undefined;
  fullIcl(without: readonly number[]): Promise<Prefix>;
  distilled(without: readonly number[]): Promise<Prefix>;
  /** Called for every prefix as soon as it is not needed any more. */
  release(prefix: Prefix): void;
}

interface WholePrefixes {
  readonly fullIcl: Prefix;
  readonly distilled: Prefix;
  readonly longest: number;
}

/** What was found of the demonstration with an index of the task. `floor`: the least effect that counts, in nats. */
export interface Measured {
  /** What was asked, where it was not its own input. */
  readonly probes?: 'queries';
  readonly index: number;
  readonly own: OwnAnswers;
  readonly floor: number;
}

/** Told of each demonstration as soon as it is known, and what share of the work is done. */
export interface SurvivalListener {
  found(measured: Measured): void;
  done(share: number): void;
}

/**
 * Leaves out one demonstration at a time, with those that repeat it word for word, and asks its own input: first of full ICL, for all of them, which
 * tells what is noise; then of the vectors, where full ICL hangs on it. Cancellable between runs.
 */
export async function measureSurvival(
  target: TargetLM,
  codec: TextCodec,
  limits: Limits,
  task: SurvivalTask,
  listener: SurvivalListener,
  signal?: AbortSignal,
): Promise<void> {
  const { demonstrations, commonOptions } = task;
  const groups = repeats(demonstrations);
  const read = await readWhole(task);
  const probes = probesOf(target, codec, limits, demonstrations, demonstrations, commonOptions, read.longest);
  const survey = new Survey(target, probes, task, signal);
  const everyone = [...probes.keys()];
  const fullIcl = await survey.over(read.fullIcl, everyone);
  const distilled = await survey.over(read.distilled, everyone);

  const effects: number[] = [];
  const noise: number[] = [];
  for (const [number, group] of groups.entries()) {
    const asked = [...group.slice(0, 1), ...someOthers(everyone, group)];
    const [own = 0, ...others] = await survey.changes(fullIcl, () => task.fullIcl(group), asked);
    effects.push(own);
    noise.push(...others);
    listener.done((number + 1) / (2 * groups.length));
  }
  const floor = leastEffect(noise);

  for (const [number, group] of groups.entries()) {
    const effect = effects[number] ?? 0;
    const without = (): Promise<Prefix> => task.distilled(group);
    const carried = effect < floor ? [] : await survey.changes(distilled, without, group.slice(0, 1));
    for (const index of group) {
      const right = (answers: readonly Answered[]): boolean => answers[index]?.right ?? false;
      const own: OwnAnswers = {
        fullIcl: { right: right(fullIcl), effect },
        distilled: { right: right(distilled), ...(carried[0] !== undefined && { effect: carried[0] }) },
      };
      listener.found({ index, own, floor });
    }
    listener.done((groups.length + number + 1) / (2 * groups.length));
  }
}

/** The prefixes of all demonstrations, and the length of the longer one. */
export async function readWhole(task: SurvivalTask): Promise<WholePrefixes> {
  const fullIcl = await task.fullIcl([]);
  const distilled = await task.distilled([]);
  return { fullIcl, distilled, longest: Math.max(fullIcl.length, distilled.length) };
}

/** Indices of equal demonstrations, together; in the order of the first of each. */
export function repeats(demonstrations: readonly ProbeSource[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  demonstrations.forEach(({ input, output, options }, index) => {
    const key = JSON.stringify([trimText(input), trimText(output), options]);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  return [...groups.values()];
}

/** Some that are not in the group, evenly spaced. */
function someOthers(everyone: readonly number[], group: readonly number[]): readonly number[] {
  return evenlySpaced(
    everyone.filter((index) => !group.includes(index)),
    OTHERS,
  );
}
