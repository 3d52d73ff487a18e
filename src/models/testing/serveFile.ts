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
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const ranged = asked !== null && fault.ignoreRange !== true;
  const start = ranged ? Number(asked[1]) + (fault.wrongRange === true ? 1 : 0) : 0;
  const end = ranged && asked[2] !== '' ? Math.min(Number(asked[2]), file.length - 1) : file.length - 1;
  if (ranged && start >= file.length) {
    response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
    return;
  }
  let body = Buffer.from(file.subarray(start, end + 1));
  if (fault.corrupt === true && body[0] !== undefined) body[0] ^= 1;
  if (fault.extra !== undefined) body = Buffer.concat([body, Buffer.alloc(fault.extra)]);
  const headers = ranged ? { 'content-range': `bytes ${start}-${end}/${file.length}` } : {};
  // Without a length an early end looks like the end.
  const length = fault.endAfter === undefined ? { 'content-length': body.length } : {};
  response.writeHead(ranged ? 206 : 200, { 'accept-ranges': 'bytes', ...length, ...headers });
  response.flushHeaders();
  void send(response, body, fault);
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
