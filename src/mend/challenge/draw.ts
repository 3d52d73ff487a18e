import type { Demonstration } from '../../demonstrations/types';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { trimText } from '../../shared/trimText';
import type { LabelledExample } from '../evaluate';
import { type Random, seededRandom } from '../random';

/** The seeds of the MetaICL collection's few-shot draws, which the project's own evaluation uses too. */
export const challengeSeeds: readonly number[] = [13, 21, 42, 87, 100];

/** With fewer queries hardly any difference could be shown, and every table would read like a result. */
export const fewestQueries = 5;

/** A query and its place among all of them, by which the answers of several seeds to it are known to be of one query. */
export interface PlacedQuery {
  readonly place: number;
  readonly example: LabelledExample;
}

/** What one seed shows and asks. */
export interface Draw {
  readonly demonstrations: readonly Demonstration[];
  readonly queries: readonly PlacedQuery[];
}

/**
 * What a seed draws. With queries of their own: the order of the demonstrations, and so which of them are read where not all fit. Without:
 * which half of the rows demonstrates, in what order; the other half asks.
 *
 * @throws UserError `badInput` where fewer than `fewestQueries` queries are left to ask, or all have the same answer
 */
export function draw(
  demonstrations: readonly Demonstration[],
  queries: readonly LabelledExample[] | undefined,
  seed: number,
): Draw {
  const order = shuffled(
    demonstrations.map((example, place) => ({ place, example })),
    stream(seed, 'draw'),
  );
  const half = queries ? order.length : Math.floor(order.length / 2);
  const asked = queries
    ? queries.map((example, place) => ({ place, example }))
    : order.slice(half).sort((one, other) => one.place - other.place);
  return { demonstrations: order.slice(0, half).map(({ example }) => example), queries: asked };
}

/** @throws UserError `badInput` where the queries could show nothing */
export function checkQueries(demonstrations: readonly unknown[], queries?: readonly LabelledExample[]): void {
  const asked = queries?.length ?? Math.ceil(demonstrations.length / 2);
  if (asked < fewestQueries) {
    throw new UserError(
      'badInput',
      queries
        ? sentence(
            'There are {0} labelled queries, too few to show anything: give at least {1}.',
            asked,
            fewestQueries,
          )
        : sentence(
            'Half of {0} demonstrations leaves {1} queries, too few to show anything: give a file of labelled queries, or at least {2} demonstrations.',
            demonstrations.length,
            asked,
            2 * fewestQueries,
          ),
    );
  }
  const answers = new Set(
    (queries ?? (demonstrations as readonly LabelledExample[])).map(({ output }) => trimText(output)),
  );
  const [only] = answers;
  if (answers.size === 1 && only !== undefined) {
    throw new UserError(
      'badInput',
      sentence(
        'All queries have the same answer, “{0}”, so that answering it always would win: add queries with other answers.',
        only.slice(0, 40),
      ),
    );
  }
}

/** A source of numbers for one purpose under one seed: what one purpose draws does not shift the others. */
export function stream(seed: number, purpose: string): Random {
  let mixed = seed;
  for (const character of purpose) mixed = (Math.imul(mixed, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return seededRandom(mixed);
}

/** The values in a random order (Fisher and Yates). */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [order[last], order[other]];
    if (one !== undefined && two !== undefined) [order[last], order[other]] = [two, one];
  }
  return order;
}
