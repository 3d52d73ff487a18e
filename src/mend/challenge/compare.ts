import { holm } from '../holm';
import { accuracy, macroF1 } from '../metrics';
import { mcnemarExact, pairedBootstrap, significanceLevel } from '../pairedTest';
import { type ChallengeArm, ofEachArm, type Rival, rivals } from './arms';
import type { SeedAnswers } from './run';

/** A figure of an arm over the seeds. */
export interface OverSeeds {
  readonly mean: number;
  readonly worst: number;
  readonly each: readonly number[];
}

export interface ArmFigures {
  readonly accuracy: OverSeeds;
  readonly macroF1: OverSeeds;
  /** Mean over the seeds. */
  readonly prefixTokens: number;
}

/** `better`: the distilled vectors are. */
export type Finding = 'better' | 'worse' | 'noDifferenceShown';

/** The distilled vectors beside one rival, by accuracy over the same queries. */
export interface Comparison {
  readonly rival: Rival;
  readonly finding: Finding;
  /** Answers of all seeds that only the one or only the other has right. */
  readonly onlyDistilledRight: number;
  readonly onlyRivalRight: number;
  /** Accuracy of distilled minus that of the rival, with the ends of its 95 % interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Of McNemar's exact test over the answers of all seeds, and of the paired bootstrap over the queries, each after Holm over the rivals. */
  readonly mcnemar: number;
  readonly bootstrap: number;
}

/**
 * With fewer different queries nothing is called better or worse: a bootstrap over so few is too bold. In simulations of arms that are equally
 * good, the rate of false findings times 8 comparisons was up to 45 % with 6 queries, and 5 to 9 % with 20.
 */
export const fewestToCall = 20;

export interface ChallengeFigures {
  readonly arms: Readonly<Record<ChallengeArm, ArmFigures>>;
  readonly comparisons: readonly Comparison[];
}

/** What the answers of several seeds amount to. */
export function figuresOf(seeds: readonly SeedAnswers[]): ChallengeFigures {
  return { arms: ofEachArm((arm) => armFigures(seeds, arm)), comparisons: compareAll(seeds) };
}

function armFigures(seeds: readonly SeedAnswers[], arm: ChallengeArm): ArmFigures {
  const over = (measure: typeof accuracy): OverSeeds => {
    const each = seeds.map(({ arms, answers }) => measure(arms[arm].predictions, answers));
    return { mean: mean(each), worst: Math.min(...each), each };
  };
  return {
    accuracy: over(accuracy),
    macroF1: over(macroF1),
    prefixTokens: mean(seeds.map(({ arms }) => arms[arm].prefixTokens)),
  };
}

/**
 * "Better" and "worse" are said only where both tests say so. McNemar's takes the answers to one query under several seeds as if they were
 * of several queries, and errs on the bold side; the bootstrap draws whole queries, with the answers of all seeds.
 */
function compareAll(seeds: readonly SeedAnswers[]): readonly Comparison[] {
  const enough = differentQueries(seeds) >= fewestToCall;
  const raw = rivals.map((rival) => ({ rival, ...compare(seeds, rival) }));
  const mcnemar = holm(raw.map((one) => one.mcnemar));
  const bootstrap = holm(raw.map((one) => one.bootstrap));
  return raw.map((one, index) => {
    const adjusted = { mcnemar: mcnemar[index] ?? 1, bootstrap: bootstrap[index] ?? 1 };
    const shown = enough && Math.max(adjusted.mcnemar, adjusted.bootstrap) < significanceLevel;
    const ahead = one.difference > 0 ? 'better' : 'worse';
    return { ...one, ...adjusted, finding: shown ? ahead : 'noDifferenceShown' };
  });
}

/** How many different queries the seeds asked. */
export function differentQueries(seeds: readonly SeedAnswers[]): number {
  return new Set(seeds.flatMap(({ queries }) => queries)).size;
}

function compare(seeds: readonly SeedAnswers[], rival: Rival): Omit<Comparison, 'rival' | 'finding'> {
  const right = (arm: ChallengeArm): readonly number[] =>
    seeds.flatMap(({ arms, answers }) =>
      arms[arm].predictions.map((prediction, index) => (prediction === answers[index] ? 1 : 0)),
    );
  const [ours, theirs] = [right('distilled'), right(rival)];
  const onlyDistilledRight = ours.filter((value, index) => value > (theirs[index] ?? 0)).length;
  const onlyRivalRight = ours.filter((value, index) => value < (theirs[index] ?? 0)).length;
  const places = seeds.flatMap(({ queries }) => queries);
  const { difference, low, high, p } = pairedBootstrap(byQuery(places, ours), byQuery(places, theirs));
  return {
    onlyDistilledRight,
    onlyRivalRight,
    difference,
    low,
    high,
    mcnemar: mcnemarExact(onlyDistilledRight, onlyRivalRight),
    bootstrap: p,
  };
}

/** How often each query was answered rightly, over the seeds that asked it. */
function byQuery(places: readonly number[], right: readonly number[]): readonly number[] {
  const groups = new Map<number, number[]>();
  places.forEach((place, index) => {
    const group = groups.get(place) ?? [];
    group.push(right[index] ?? 0);
    groups.set(place, group);
  });
  return [...groups.values()].map(mean);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
