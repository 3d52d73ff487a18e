import type { createOperations } from '../../src/engine/operations';
import { planOf, type PinPlan, rowsOf, spend } from '../../src/mend/pinPlan';
import { seededRandom } from '../../src/mend/random';
import { type MadeUp, shuffled } from './tables';

type Engine = Pick<ReturnType<typeof createOperations>, 'countTokens' | 'survival' | 'evaluate'>;

/** A way to spend rows in front of a query on vectors and text. */
export interface Spending {
  /** Beside which vectors demonstrations are pinned: the usual number, or all that the model makes. */
  readonly vectors: 'usual' | 'all';
  /** Rows; `beyondUsual` more than the usual number of vectors where that is said, else so many. */
  readonly rows: number;
  readonly beyondUsual?: boolean;
}

/** What one table gave: accuracies within 0 and 1. */
export interface Outcome {
  readonly rows: number;
  readonly pinned: number;
  readonly fullTokens: number;
  readonly zeroShot: number;
  readonly fullIcl: number;
  readonly fewerShot: number;
  /** As many vectors as there are rows, as far as the model makes them. */
  readonly distilled: number;
  readonly hybrid: number;
  /** As many pins, drawn at random. */
  readonly anyPins: number;
}

/** Answers a table's questions with each way to spend rows; what is lost is measured once for each number of vectors. @param most vectors that the model makes */
export async function outcomes(
  engine: Engine,
  folder: string,
  most: { readonly vectors: number; readonly leastRatio?: number | undefined },
  { demonstrations, queries }: MadeUp,
  spendings: readonly Spending[],
  seed: number,
): Promise<readonly Outcome[]> {
  const model = { folder };
  const tokens = await engine.countTokens({ model, demonstrations });
  const facts = { each: tokens.each, pinned: [], kinds: [...demonstrations.keys()], model: most };
  const usual = planOf(facts, []).vectors;
  const survival = {
    usual: (await engine.survival({ model, demonstrations })).each,
    all: (await engine.survival({ model, demonstrations, vectors: most.vectors })).each,
  };
  const planned = ({ vectors, rows, beyondUsual }: Spending): PinPlan => {
    const budget = beyondUsual ? usual + rows : rows;
    const each = survival[vectors];
    // Beside the usual vectors only what is pinned already is kept; beside all of them lost ones are pinned anyway.
    const pinned =
      vectors === 'all' ? [] : each.filter(({ verdict }) => verdict === 'lost').map(({ index }) => index);
    return spend(budget, { ...facts, survival: each, pinned });
  };
  const random = seededRandom(seed);
  const found: Outcome[] = [];
  for (const spending of spendings) {
    const plan = planned(spending);
    const ask = (vectors: number, pinned: readonly number[]) =>
      engine.evaluate({ model, demonstrations, queries, vectors, pinned: [...pinned] });
    const rows = rowsOf(plan);
    const { arms } = await ask(plan.vectors, plan.pinned);
    const { arms: vectorsAlone } = await ask(Math.min(rows, most.vectors), []);
    const drawn = shuffled([...demonstrations.keys()], random).slice(0, plan.pinned.length);
    const { arms: drawnPins } = await ask(
      plan.vectors,
      [...drawn].sort((a, b) => a - b),
    );
    found.push({
      rows,
      pinned: plan.pinned.length,
      fullTokens: tokens.total,
      zeroShot: arms.zeroShot.accuracy,
      fullIcl: arms.fullIcl.accuracy,
      fewerShot: arms.fewerShot.accuracy,
      distilled: vectorsAlone.distilled.accuracy,
      hybrid: arms.distilled.accuracy,
      anyPins: drawnPins.distilled.accuracy,
    });
  }
  return found;
}
