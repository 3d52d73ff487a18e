import { throwIfCancelled } from '../mend/cancel';

/** How long one page should take, in milliseconds: what is answered together is shown together, and lost together when cancelled. */
const PAGE_MILLISECONDS = 500;
const LARGEST_PAGE = 250;

/** Queries of the next page. A page that took long for another reason, such as loading the model, does not keep the next ones small. */
export function nextSize(size: number, milliseconds: number): number {
  const wanted = Math.round((size * PAGE_MILLISECONDS) / Math.max(1, milliseconds));
  return Math.max(1, Math.min(wanted, size * 4, LARGEST_PAGE));
}

/**
 * Asks for places page by page, so many at a time that a page takes half a second.
 * @param turn waited for before each page: whoever asks for one thing comes before a long list
 * @throws UserError `cancelled`; what `ask` throws
 */
export async function askInPages(
  places: readonly number[],
  ask: (page: readonly number[]) => Promise<void>,
  { signal, turn, clock }: { signal: AbortSignal; turn: () => Promise<void>; clock: () => number },
): Promise<void> {
  let size = 1;
  let at = 0;
  while (at < places.length) {
    await turn();
    throwIfCancelled(signal);
    const start = clock();
    await ask(places.slice(at, at + size));
    at += size;
    size = nextSize(size, clock() - start);
  }
}
