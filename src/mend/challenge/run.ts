import { inferOptions } from '../../demonstrations/options';
import type { Demonstration } from '../../demonstrations/types';
import { trimText } from '../../shared/trimText';
import { encodeOptions, fitQuery } from '../budget';
import { throwIfCancelled } from '../cancel';
import { checkLabelled, type LabelledExample } from '../evaluate';
import { rankOptions } from '../score';
import { type ChallengeArm, challengeArms, ofEachArm } from './arms';
import { challengeSeeds, checkQueries, draw, type PlacedQuery } from './draw';
import { type Front, frontLength, readFront } from './front';
import { type ChallengeBench, type Fronts, frontsOf } from './fronts';

export interface ArmAnswers {
  /** Tokens or vectors in front of a query; the most, where queries have prefixes of their own. */
  readonly prefixTokens: number;
  /** One a query, trimmed. */
  readonly predictions: readonly string[];
}

/** What one seed gave. */
export interface SeedAnswers {
  readonly seed: number;
  /** Demonstrations that full ICL and the distiller read. */
  readonly demonstrations: number;
  /** Each query's place among all queries (without a file of them: among the demonstrations), from 0. */
  readonly queries: readonly number[];
  /** The right answers, trimmed. */
  readonly answers: readonly string[];
  readonly arms: Readonly<Record<ChallengeArm, ArmAnswers>>;
}

export interface ChallengeTask {
  readonly demonstrations: readonly Demonstration[];
  /** Without: half of the demonstrations ask, another half for each seed. */
  readonly queries?: readonly LabelledExample[];
  /** Default: as many as are usual for the demonstrations. */
  readonly vectors?: number;
}

/**
 * Answers the queries with every arm under every seed. All arms of a seed read the same tokens of a query. `done` is told the share that is
 * answered. Cancellable between runs.
 *
 * @throws UserError `badInput` for queries that could show nothing, `badOptions` where a query has nothing to choose from
 */
export async function runChallenge(
  bench: ChallengeBench,
  { demonstrations, queries, vectors }: ChallengeTask,
  done: (share: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<readonly SeedAnswers[]> {
  checkQueries(demonstrations, queries);
  const common = inferOptions(demonstrations);
  checkLabelled(queries ?? demonstrations, common);
  const seeds: SeedAnswers[] = [];
  for (const seed of challengeSeeds) {
    throwIfCancelled(signal);
    const drawn = draw(demonstrations, queries, seed);
    const fronts = await frontsOf(bench, drawn, seed, vectors, signal);
    const asked = askedQueries(bench, drawn.queries, fronts, common);
    const arms: Partial<Record<ChallengeArm, ArmAnswers>> = {};
    for (const [index, arm] of challengeArms.entries()) {
      arms[arm] = await answers(bench, fronts.of[arm], asked, signal);
      done((seeds.length + (index + 1) / challengeArms.length) / challengeSeeds.length);
    }
    seeds.push({
      seed,
      demonstrations: fronts.demonstrations,
      queries: drawn.queries.map(({ place }) => place),
      answers: drawn.queries.map(({ example }) => trimText(example.output)),
      arms: arms as Record<ChallengeArm, ArmAnswers>,
    });
  }
  return seeds;
}

interface AskedQuery {
  readonly ids: readonly number[];
  readonly labels: readonly string[];
  readonly options: readonly (readonly number[])[];
}

/** The queries as tokens, cut for the longest prefix of all arms. */
function askedQueries(
  { target, codec, limits }: ChallengeBench,
  queries: readonly PlacedQuery[],
  { of }: Fronts,
  common: readonly string[] | undefined,
): readonly AskedQuery[] {
  const lengths = Object.values(ofEachArm((arm) => longest(of[arm], queries.length)));
  const prefix = Math.max(...lengths);
  return queries.map(({ example }) => {
    const given = example.options ?? common ?? [];
    const options = encodeOptions(codec, limits, given);
    const answer = Math.max(...options.map((option) => option.length));
    const space = { contextTokens: target.contextTokens, prefix, answer };
    return { ids: fitQuery(codec, limits, example.input, space).ids, labels: given.map(trimText), options };
  });
}

function longest(front: (query: number) => Front, queries: number): number {
  return Math.max(...Array.from({ length: queries }, (_, query) => frontLength(front(query))));
}

/** One arm's answers. A prefix is read once for all queries in a row that have it in front. */
async function answers(
  { target }: ChallengeBench,
  frontOf: (query: number) => Front,
  queries: readonly AskedQuery[],
  signal: AbortSignal | undefined,
): Promise<ArmAnswers> {
  const predictions: string[] = [];
  let front: Front | undefined;
  let prefix = target.empty;
  const release = (): void => {
    if (prefix !== target.empty) prefix.release?.();
    prefix = target.empty;
  };
  try {
    for (const [index, { ids, labels, options }] of queries.entries()) {
      throwIfCancelled(signal);
      const wanted = frontOf(index);
      if (wanted !== front) {
        release();
        prefix = await readFront(target, wanted, signal);
        front = wanted;
      }
      const { optionLogProbs } = await target.score(prefix, ids, options, signal);
      predictions.push(labels[rankOptions(optionLogProbs).best] ?? '');
    }
  } finally {
    release();
  }
  return { prefixTokens: longest(frontOf, queries.length), predictions };
}
