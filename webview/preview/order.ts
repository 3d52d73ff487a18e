import type { RowView } from '../../src/preview/protocol';
import { agrees, type Column } from './columns';

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/**
 * The indices of the rows to show, in their order. Texts are compared without case by their code units, which is many times faster than by a
 * locale's rules; equals stay in the order of the list, and what is not known yet comes last either way.
 */
export function orderOf(
  rows: readonly RowView[],
  column: Column | undefined,
  descending: boolean,
  onlyDisagreements: boolean,
): readonly number[] {
  const shown: number[] = [];
  rows.forEach((row, index) => {
    if (!onlyDisagreements || agrees(row) === false) shown.push(index);
  });
  if (!column) return shown;
  const keys = rows.map((row, index) => {
    const key = column.key(row, index);
    return typeof key === 'string' ? key.toLowerCase() : key;
  });
  const sign = descending ? -1 : 1;
  return shown.sort((one, other) => {
    const [a, b] = [keys[one], keys[other]];
    if (a === b) return one - other;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return a < b ? -sign : sign;
  });
}

/** What a click on a header makes of the sorting: up, down, and as the list is. */
export function nextSorting(sorting: Sorting | undefined, column: string): Sorting | undefined {
  if (sorting?.column !== column) return { column, descending: false };
  return sorting.descending ? undefined : { column, descending: true };
}
