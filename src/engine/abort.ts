import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';

/** `promise`, or `cancelled` as soon as the signal is aborted; what becomes of the promise then is nobody's business. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  const cancelled = (): UserError =>
    new UserError('cancelled', sentence('The call was cancelled before the engine had started.'));
  if (signal.aborted) return Promise.reject(cancelled());
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
