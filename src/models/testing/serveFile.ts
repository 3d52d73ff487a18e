import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What goes wrong with one request. */
export interface Fault {
  /** Answered instead. */
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The connection is cut after so many bytes. */
  readonly dieAfter?: number;
  /** The body ends after so many bytes, as if that were all. */
  readonly endAfter?: number;
  /** Nothing comes after so many bytes, and the connection stays. */
  readonly stallAfter?: number;
  /** The whole file comes, whatever range is asked for. */
  readonly ignoreRange?: boolean;
  /** Another range comes than is asked for. */
  readonly wrongRange?: boolean;
  /** The first byte is another. */
  readonly corrupt?: boolean;
  /** Bytes beyond the end. */
  readonly extra?: number;
  /** Milliseconds between pieces of 1000 bytes. */
  readonly slow?: number;
}

/** Answers with a file, or with the part of it that is asked for, as static file servers do. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: Uint8Array,
  fault: Fault = {},
): void {
  if (fault.status !== undefined) {
    response.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  const range = fault.ignoreRange === true ? undefined : rangeOf(request, file.length);
  const start = (range?.start ?? 0) + (fault.wrongRange === true ? 1 : 0);
  const end = range?.end ?? file.length - 1;
  if (start >= file.length && range) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    return;
  }
  const body = damaged(file.subarray(start, end + 1), fault);
  const headers = range ? { 'content-range': `bytes ${start}-${end}/${file.length}` } : {};
  // Without a length an early end looks like the end.
  const length = fault.endAfter === undefined ? { 'content-length': body.length } : {};
  response.writeHead(range ? 206 : 200, { 'accept-ranges': 'bytes', ...length, ...headers });
  response.flushHeaders();
  void send(response, body, fault);
}

function rangeOf({ headers }: IncomingMessage, bytes: number): { start: number; end: number } | undefined {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (start === undefined) return undefined;
  const last = end === undefined || end === '' ? bytes - 1 : Math.min(Number(end), bytes - 1);
  return { start: Number(start), end: last };
}

function damaged(part: Uint8Array, { corrupt, extra = 0 }: Fault): Buffer {
  const body = Buffer.concat([part, Buffer.alloc(extra)]);
  if (corrupt === true && body[0] !== undefined) body[0] ^= 1;
  return body;
}

async function send(response: ServerResponse, body: Buffer, fault: Fault): Promise<void> {
  const { dieAfter, endAfter, stallAfter, slow } = fault;
  const until = dieAfter ?? endAfter ?? stallAfter ?? body.length;
  const step = slow === undefined ? until : 1000;
  for (let at = 0; at < until && !response.destroyed; at += step) {
    // What is written before the connection is cut must be on its way by then.
    await new Promise((resolve) => response.write(body.subarray(at, Math.min(at + step, until)), resolve));
    if (slow !== undefined) await pause(slow);
  }
  if (stallAfter !== undefined) return;
  if (dieAfter === undefined) response.end();
  else setTimeout(() => response.destroy(), 20);
}
