import { inferOptions } from '../../demonstrations/options';
import type { Demonstration } from '../../demonstrations/types';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { trimText } from '../../shared/trimText';
import { encodeOptions, fitQuery } from '../budget';
import { evenlySpaced } from '../evenlySpaced';
import type { Bench, Query } from './bench';

/** The rounds take one after the other, so that a few of usual lengths are enough. */
const MOST_QUERIES = 8;

/**
 * The demonstrations' own inputs as queries, with the options that there are: what is asked later is of their kind and length.
 * @param prefix the longest prefix of the ways compared: all read the same query
 * @throws UserError `badInput` where every input is empty; `badOptions`
 */
export function queriesOf(
  { target, codec, limits }: Pick<Bench, 'target' | 'codec' | 'limits'>,
  demonstrations: readonly Demonstration[],
  prefix: number,
): readonly Query[] {
  const asked = demonstrations.filter(({ input }) => trimText(input) !== '');
  if (asked.length === 0) {
    throw new UserError(
      'badInput',
      sentence('Every demonstration has an empty input, so that there is no query to time: write one.'),
    );
  }
  const common = inferOptions(demonstrations);
  return evenlySpaced(asked, MOST_QUERIES).map(({ input, options: own }) => {
    const labels = own ?? common;
    const options = labels ? encodeOptions(codec, limits, labels) : [];
    const answer = Math.max(0, ...options.map((option) => option.length));
    const space = { contextTokens: target.contextTokens, prefix, answer };
    return { ids: fitQuery(codec, limits, input, space).ids, options };
  });
}
