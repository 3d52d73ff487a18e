import { seededRandom } from './random';

/** Below this p a difference is called one: the usual level. */
export const significanceLevel = 0.05;

/**
 * Exact two-sided p of McNemar's test that two arms are right equally often, from the discordant queries alone: under that hypothesis each
 * of them is as likely to fall either way, so the smaller count is Binomial(b + c, 1/2), and p is twice its lower tail, at most 1
 * (McNemar 1947, Psychometrika 12, 153-157; the exact conditional form in Fagerland, Lydersen & Laake 2013, BMC Medical Research
 * Methodology 13:91). Without discordant queries p is 1.
 *
 * @param b queries that only the first arm answers rightly
 * @param c queries that only the second arm answers rightly
 */
export function mcnemarExact(b: number, c: number): number {
  if (!isCount(b) || !isCount(c)) throw new RangeError(`mcnemarExact of the counts ${b} and ${c}`);
  const n = b + c;
  const least = Math.min(b, c);
  // In logarithms, since 2^-n is below the smallest double from 1,075 queries on.
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let index = 0; index <= least; index++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - index) / (index + 1));
  }
  return Math.min(1, 2 * tail);
}

/** How two arms differ in the mean of a score over the same queries. */
export interface PairedDifference {
  /** Mean of the first minus mean of the second. */
  readonly difference: number;
  /** Ends of the confidence interval of the difference. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, that the means are equal; never below 2 / (resamples + 1). */
  readonly p: number;
}

export interface BootstrapOptions {
  /** Default 1,999: with it, whole resamples stand at both ends of a 95 % interval. */
  readonly resamples?: number;
  /** Default 0; equal seeds give equal results on every machine. */
  readonly seed?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * Paired bootstrap of a difference of means: queries are drawn with replacement, each with both of its scores. The interval is the
 * percentile interval (Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13) at the (resamples + 1)-quantiles, and p twice
 * the share of resamples on the far side of 0, the observed one counted in (Davison & Hinkley 1997, Bootstrap Methods and their
 * Application, chapters 4 and 5; for comparing systems on one test set: Koehn 2004, EMNLP).
 *
 * @param first a score of each query under one arm, such as 1 for right and 0 for wrong
 * @param second the same queries' scores under the other arm, in the same order
 */
export function pairedBootstrap(
  first: readonly number[],
  second: readonly number[],
  { resamples = 1999, seed = 0, confidence = 0.95 }: BootstrapOptions = {},
): PairedDifference {
  if (first.length === 0 || first.length !== second.length) {
    throw new RangeError(`pairedBootstrap of ${first.length} and ${second.length} scores`);
  }
  const differences = Float64Array.from(first, (value, index) => value - (second[index] ?? 0));
  const difference = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const means = resampledMeans(differences, resamples, seed).sort();
  const tail = (1 - confidence) / 2;
  // The small term keeps a product such as 2000 × 0.025 from being rounded to the next resample.
  const rank = Math.max(1, Math.floor((resamples + 1) * tail + 1e-9));
  const below = means.filter((mean) => mean <= 0).length;
  const above = means.filter((mean) => mean >= 0).length;
  return {
    difference,
    low: means[rank - 1] ?? difference,
    high: means[resamples - rank] ?? difference,
    p: Math.min(1, (2 * (1 + Math.min(below, above))) / (resamples + 1)),
  };
}

function resampledMeans(values: Float64Array, resamples: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const { length } = values;
  return Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < length; drawn++) sum += values[Math.floor(random() * length)] ?? 0;
    return sum / length;
  });
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
