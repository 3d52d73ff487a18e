import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';

/** Throws `UserError('cancelled')` once the signal is aborted; called before every step that takes time. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UserError('cancelled', sentence('Cancelled.'));
}
