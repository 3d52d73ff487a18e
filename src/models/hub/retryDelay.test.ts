import { describe, expect, it } from 'vitest';
import { askedWait, attempts, retryDelay } from './retryDelay';

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });

describe('retryDelay', () => {
  it('doubles where the server says nothing, and ends', () => {
    const delays = Array.from({ length: attempts }, (_, index) => retryDelay(answer(503), index + 1));
    expect(delays).toEqual([1, 2, 4, 8, undefined]);
    expect(retryDelay(undefined, 1)).toBe(1);
  });

  it('waits as long as the server asks, but not for minutes', () => {
    expect(retryDelay(answer(429, { 'retry-after': '7' }), 1)).toBe(7);
    expect(retryDelay(answer(429, { 'retry-after': '3600' }), 1)).toBeUndefined();
  });

  it.each([400, 401, 403, 404, 410])('does not repeat what was answered with %d', (status) => {
    expect(retryDelay(answer(status), 1)).toBeUndefined();
  });
});

describe('askedWait', () => {
  it('reads seconds, dates and the reset of a rate limit', () => {
    expect(askedWait(new Headers({ 'retry-after': '0' }))).toBe(0);
    const soon = new Date(Date.now() + 30_000).toUTCString();
    expect(askedWait(new Headers({ 'retry-after': soon }))).toBeGreaterThan(25);
    expect(askedWait(new Headers({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }))).toBe(0);
    expect(askedWait(new Headers({ ratelimit: '"api";r=0;t=55' }))).toBe(55);
    expect(askedWait(new Headers())).toBeUndefined();
  });
});
