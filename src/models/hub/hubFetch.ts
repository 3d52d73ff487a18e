import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import { askedWait, retryDelay } from './retryDelay';
import { hostOf, hubFailure, type Subject, unreachable } from './hubFailure';

/** How requests behave; tests take less time. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Told why nothing happens, in one sentence. */
  readonly onWait?: ((sentence: string) => void) | undefined;
  /** A server that says nothing for so long is given up. Default: 30 s. */
  readonly silenceMilliseconds?: number | undefined;
  /** Milliseconds of a second of waiting between tries. Default: 1000. */
  readonly secondMilliseconds?: number | undefined;
}

export const defaultSilence = 30_000;

/** An answer to a request for a range beyond the end says something to who asked for the range. */
const rangeNotSatisfiable = 416;

/**
 * `fetch` for one repository: gives the token to the hub alone, not to where it redirects to; waits and tries again where that helps; and turns
 * every failure into one sentence. @throws UserError `network` or `cancelled`
 */
export function hubFetch(subject: Subject, patience: Patience): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await once(subject, patience, input, init);
      const response = outcome instanceof Response ? outcome : undefined;
      if (response && (response.ok || response.status === rangeNotSatisfiable)) return response;
      const seconds = retryDelay(response, attempt);
      // An answer left unread keeps its connection.
      await response?.body?.cancel().catch(() => undefined);
      if (seconds === undefined) {
        throw response
          ? hubFailure(response, subject, askedWait(response.headers))
          : unreachable(outcome, subject.access);
      }
      await wait(seconds, subject, patience, response?.status);
    }
  };
}

/** The answer, or why there is none. */
async function once(
  { access }: Subject,
  { signal, silenceMilliseconds = defaultSilence }: Patience,
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
): Promise<unknown> {
  const url = new URL(input instanceof Request ? input.url : input);
  const headers = new Headers(init.headers);
  if (access.token !== undefined && url.origin === new URL(access.endpoint).origin)
    headers.set('authorization', `Bearer ${access.token}`);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error('no answer')), silenceMilliseconds);
  const signals = [silence.signal, init.signal, signal].filter((one) => one instanceof AbortSignal);
  try {
    return await access.fetch(url.href, { ...init, headers, signal: AbortSignal.any(signals) });
  } catch (error) {
    if (signal?.aborted === true) throw new UserError('cancelled', sentence('Cancelled.'), { cause: error });
    return error;
  } finally {
    clearTimeout(timer);
  }
}

async function wait(
  seconds: number,
  { access }: Subject,
  { signal, onWait, secondMilliseconds = 1000 }: Patience,
  status: number | undefined,
): Promise<void> {
  const why =
    status === undefined ? 'cannot be reached' : status === 429 ? 'asks to wait' : `answers ${status}`;
  onWait?.(`${hostOf(access)} ${why}: trying again in ${Math.ceil(seconds)} s`);
  await sleep(seconds * secondMilliseconds, signal);
}

/** @throws UserError `cancelled` */
export async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(milliseconds, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw new UserError('cancelled', sentence('Cancelled.'), { cause });
  }
}
