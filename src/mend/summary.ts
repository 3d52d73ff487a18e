import { meanFidelity } from './fidelity';
import { accuracy, confusion, macroF1 } from './metrics';
import { mcnemarExact, pairedBootstrap, type PairedDifference } from './pairedTest';
import type { Arm, Fidelity } from './report';

/** Answered queries, column by column: all of one length. */
export interface AnsweredQueries {
  /** The right answers, trimmed; null where none is known. */
  readonly expected: readonly (string | null)[];
  readonly predictions: Readonly<Record<Arm, readonly string[]>>;
  readonly fidelity: readonly Fidelity[];
}

export type OtherArm = Exclude<Arm, 'distilled'>;

/** Which label is taken for which; `null` stands for all labels that are not listed. */
export interface LabelConfusion {
  readonly labels: readonly (string | null)[];
  /** `counts[right][predicted]` */
  readonly counts: readonly (readonly number[])[];
}

export interface ArmScores {
  readonly accuracy: number;
  readonly macroF1: number;
  readonly confusion: LabelConfusion;
}

/** Distilled answers against another arm's, by accuracy over the same queries. */
export interface ArmComparison {
  readonly onlyDistilledRight: number;
  readonly onlyOtherRight: number;
  /** Of McNemar's exact test. */
  readonly p: number;
  /** Of the accuracies, distilled minus other. */
  readonly bootstrap: PairedDifference;
}

export interface LabelledSummary {
  /** Queries with a right answer: the rest is over these alone. */
  readonly n: number;
  readonly arms: Readonly<Record<Arm, ArmScores>>;
  readonly against: Readonly<Record<OtherArm, ArmComparison>>;
}

export interface Summary {
  readonly n: number;
  /** Share of the queries that an arm answers as full ICL does. */
  readonly agreement: Readonly<Record<Arm, number>>;
  readonly fidelity: Fidelity;
  /** Absent where no query has a right answer. */
  readonly labelled?: LabelledSummary;
}

/** More labels would make matrices that nobody reads. */
const MOST_LABELS = 20;

/** What answers to several queries (at least one) amount to. */
export function summarize({ expected, predictions, fidelity }: AnsweredQueries): Summary {
  const agreement = (arm: Arm): number => accuracy(predictions[arm], predictions.fullIcl);
  const places = expected.flatMap((label, index) => (label === null ? [] : [index]));
  return {
    n: expected.length,
    agreement: each(agreement),
    fidelity: meanFidelity(fidelity),
    ...(places.length > 0 && { labelled: labelledSummary(places, expected, predictions) }),
  };
}

function labelledSummary(
  places: readonly number[],
  expected: readonly (string | null)[],
  predictions: AnsweredQueries['predictions'],
): LabelledSummary {
  const at = (values: readonly (string | null)[]): string[] => places.map((place) => values[place] ?? '');
  const answers = at(expected);
  const given = each((arm) => at(predictions[arm]));
  const shown = mostFrequent(answers);
  const compare = (other: OtherArm): ArmComparison => comparison(given.distilled, given[other], answers);
  return {
    n: places.length,
    arms: each((arm) => ({
      accuracy: accuracy(given[arm], answers),
      macroF1: macroF1(given[arm], answers),
      confusion: merged(given[arm], answers, shown),
    })),
    against: {
      zeroShot: compare('zeroShot'),
      fullIcl: compare('fullIcl'),
      fewerShot: compare('fewerShot'),
    },
  };
}

function comparison(
  distilled: readonly string[],
  other: readonly string[],
  answers: readonly string[],
): ArmComparison {
  const right = (predictions: readonly string[]): number[] =>
    predictions.map((prediction, index) => (prediction === answers[index] ? 1 : 0));
  const [ours, theirs] = [right(distilled), right(other)];
  const onlyDistilledRight = ours.filter((value, index) => value > (theirs[index] ?? 0)).length;
  const onlyOtherRight = ours.filter((value, index) => value < (theirs[index] ?? 0)).length;
  return {
    onlyDistilledRight,
    onlyOtherRight,
    p: mcnemarExact(onlyDistilledRight, onlyOtherRight),
    bootstrap: pairedBootstrap(ours, theirs),
  };
}

function mostFrequent(answers: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const ordered = [...counts].sort(([, one], [, other]) => other - one);
  return new Set(ordered.slice(0, MOST_LABELS).map(([label]) => label));
}

/** The confusion of the labels shown; NUL, which no text has, stands for the others meanwhile. */
function merged(
  predictions: readonly string[],
  answers: readonly string[],
  shown: ReadonlySet<string>,
): LabelConfusion {
  const keep = (values: readonly string[]): string[] =>
    values.map((value) => (shown.has(value) ? value : '\0'));
  const { labels, counts } = confusion(keep(predictions), keep(answers));
  return { labels: labels.map((label) => (label === '\0' ? null : label)), counts };
}

function each<T>(of: (arm: Arm) => T): Record<Arm, T> {
  return {
    zeroShot: of('zeroShot'),
    fullIcl: of('fullIcl'),
    fewerShot: of('fewerShot'),
    distilled: of('distilled'),
  };
}
