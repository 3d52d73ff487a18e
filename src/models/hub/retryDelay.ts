/** Longest wait that is sat out, in seconds; the user is told of a longer one. */
const longestWait = 120;

/** Times one request is made. */
export const attempts = 5;

/** Answers that another try may change. */
const passing: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Seconds to wait before the next try, after the `attempt`-th (from 1) came to nothing: what the server asks for, else 1, 2, 4, … Undefined
 * where trying again is of no use.
 * @param response undefined: there was none
 */
export function retryDelay(response: Response | undefined, attempt: number): number | undefined {
  if (attempt >= attempts || (response && !passing.has(response.status))) return undefined;
  const asked = response && askedWait(response.headers);
  if (asked !== undefined && asked > longestWait) return undefined;
  return asked ?? 2 ** (attempt - 1);
}

/**
 * Seconds that the server asks to wait: Retry-After, as a number or a date (RFC 9110, 10.2.3), or the reset time `t` of the RateLimit header
 * (draft-ietf-httpapi-ratelimit-headers), which the hub sends.
 */
export function askedWait(headers: Headers): number | undefined {
  const after = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(after)) return Number(after);
  const date = Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, (date - Date.now()) / 1000);
  const reset = /(?:^|;)\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  return reset === undefined ? undefined : Number(reset);
}
