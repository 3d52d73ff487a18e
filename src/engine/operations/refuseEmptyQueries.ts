import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { trimText } from '../../shared/trimText';
import type { Query } from '../methods';

/** @throws UserError `badInput` where a query asks nothing */
export function refuseEmptyQueries(queries: readonly Query[]): void {
  const empty = queries.findIndex(({ input }) => trimText(input) === '');
  if (empty >= 0)
    throw new UserError('badInput', sentence('Query {0} is empty: write the input to answer.', empty + 1));
}
