import type { Demonstration } from '../../demonstrations/types';
import { fitDemonstrations } from '../budget';
import { throwIfCancelled } from '../cancel';
import { distil } from '../distil';
import type { Bench, Query } from './bench';
import { edited } from './edited';
import { preparations, type Prepared } from './preparations';
import { queriesOf } from './queries';
import { median } from './spread';
import { type Costs, type Way, type WayCosts, ways } from './ways';

export interface BreakEven {
  readonly costs: Costs;
  readonly rounds: number;
  /** Of the demonstrations that fit into the budget. */
  readonly tokens: number;
  readonly vectors: number;
  /** Median tokens of the queries, which are the demonstrations' own inputs. */
  readonly queryTokens: number;
  /** Most options scored of a query; 0 where there are none, and an answer ends with the logits of its first token. */
  readonly options: number;
}

/** With fewer rounds no difference could be shown but by all of them (7 of 7: p = .016); with more, little is won. */
const LEAST_ROUNDS = 7;
const MOST_ROUNDS = 21;
/** Milliseconds after which no further round begins, once there are enough. */
const LONGEST = 20_000;
/** Warm answers a round, of which the median counts. */
const WARM_ANSWERS = 3;

/** One round of one way, in milliseconds. */
interface Round {
  readonly first: number;
  readonly edit: number;
  readonly answer: number;
  readonly keptBytes: number;
  readonly prefixTokens: number;
}

/**
 * Measures what each way costs, all in one run: a round of each after the other, in an order that turns, so that what disturbs the machine
 * disturbs all alike. A first round of each is not counted. `done` is told the share that is measured.
 *
 * @param demonstrations at least one must fit into the budget
 * @param vectors how many; by default as many as are usual for the demonstrations
 * @throws UserError `badInput` where no demonstration has an input to ask; `badOptions`; `cancelled`
 */
export async function measureBreakEven(
  bench: Bench,
  demonstrations: readonly Demonstration[],
  vectors: number | undefined,
  done: (share: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<BreakEven> {
  const { kept, report } = fitDemonstrations(bench.codec, bench.limits, demonstrations);
  const { count } = await distil(bench.distiller, kept, vectors, signal);
  // Only later ones are ever dropped.
  const queries = queriesOf(bench, demonstrations.slice(0, report.used), Math.max(report.total, count));
  const prepare = preparations(bench, demonstrations, vectors, signal);
  const changed = edited(demonstrations, report.used);
  const run = (way: Way, round: number): Promise<Round> =>
    runRound(
      bench.clock,
      prepare[way],
      changed,
      (index) => queries[(round + index) % queries.length],
      signal,
    );
  const rounds: Readonly<Record<Way, Round>>[] = [];
  for (const way of ways) await run(way, 0);
  const start = bench.clock();
  let share = 0;
  while (share < 1) {
    const turn = rounds.length % ways.length;
    const measured: Partial<Record<Way, Round>> = {};
    for (const way of [...ways.slice(turn), ...ways.slice(0, turn)])
      measured[way] = await run(way, rounds.length);
    rounds.push(measured as Record<Way, Round>);
    share = shareOf(rounds.length, bench.clock() - start);
    done(share);
  }
  return {
    costs: costsOf(rounds),
    rounds: rounds.length,
    tokens: report.total,
    vectors: count,
    queryTokens: median(queries.map(({ ids }) => ids.length)),
    options: Math.max(...queries.map(({ options }) => options.length)),
  };
}

/** How much is measured; 1 = enough. */
function shareOf(rounds: number, milliseconds: number): number {
  return Math.min(1, rounds / LEAST_ROUNDS, Math.max(rounds / MOST_ROUNDS, milliseconds / LONGEST));
}

async function runRound(
  clock: () => number,
  prepare: () => Promise<Prepared>,
  changed: readonly Demonstration[],
  query: (index: number) => Query | undefined,
  signal: AbortSignal | undefined,
): Promise<Round> {
  throwIfCancelled(signal);
  const start = clock();
  const prepared = await prepare();
  const ready = clock() - start;
  const ask = async (index: number): Promise<number> => {
    const asked = query(index);
    const begin = clock();
    if (asked) await prepared.answer(asked);
    return clock() - begin;
  };
  try {
    const first = ready + (await ask(0));
    const warm: number[] = [];
    for (let index = 1; index <= WARM_ANSWERS; index++) warm.push(await ask(index));
    const begin = clock();
    await prepared.edit(changed);
    const edit = clock() - begin;
    const { keptBytes, prefixTokens } = prepared;
    return { first, edit, answer: median(warm), keptBytes, prefixTokens };
  } finally {
    prepared.release();
  }
}

function costsOf(rounds: readonly Readonly<Record<Way, Round>>[]): Costs {
  const of = (way: Way): WayCosts => ({
    first: rounds.map((round) => round[way].first),
    edit: rounds.map((round) => round[way].edit),
    answer: rounds.map((round) => round[way].answer),
    keptBytes: rounds[0]?.[way].keptBytes ?? 0,
    prefixTokens: rounds[0]?.[way].prefixTokens ?? 0,
  });
  return {
    zeroShot: of('zeroShot'),
    fullIcl: of('fullIcl'),
    exactKv: of('exactKv'),
    distilled: of('distilled'),
  };
}
