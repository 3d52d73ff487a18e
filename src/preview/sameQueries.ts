import type { QueryList } from './querySource';

/** Whether two lists are the same queries of the same document, in the same places. */
export function sameQueries(one: QueryList, other: QueryList | undefined): boolean {
  return (
    one.uri.toString() === other?.uri.toString() &&
    JSON.stringify(one.queries) === JSON.stringify(other.queries)
  );
}
