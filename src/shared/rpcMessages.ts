import type { ProgressReport } from './calls';
import { UserError, type ErrorCode } from './errors';
import { isSentence, type Sentence } from './sentence';

/** What crosses a transport. `id`s are unique over both ends and over restarts of either, so a late answer never meets the wrong call. */
export type RpcMessage =
  | { v: 1; kind: 'request'; id: string; method: string; params: unknown }
  | { v: 1; kind: 'result'; id: string; result: unknown }
  | { v: 1; kind: 'error'; id: string; error: ErrorReply }
  | { v: 1; kind: 'progress'; id: string; report: ProgressReport }
  | { v: 1; kind: 'cancel'; id: string }
  | { v: 1; kind: 'event'; name: string; payload: unknown };

/** A failure of a call: its message in English, and what that was made of, for who translates it. */
export interface ErrorReply {
  readonly code: string;
  readonly message: string;
  readonly sentence?: Sentence;
}

/** What came in: a message, or the reason it is none. A broken request that carries an id can still be answered. */
export type ParsedMessage =
  { readonly message: RpcMessage } | { readonly problem: string; readonly requestId?: string };

/** Checks the shape of something a peer sent. Never throws. */
export function parseMessage(value: unknown): ParsedMessage {
  if (!isRecord(value)) return { problem: `a message that is no object (${typeof value})` };
  if (value['v'] !== 1) return { problem: 'a message of another version' };
  const { kind, id } = value;
  if (kind === 'event') return keep(value, typeof value['name'] === 'string', 'an event without a name');
  if (typeof id !== 'string') return { problem: `a message of kind ${String(kind)} without an id` };
  switch (kind) {
    case 'request':
      if (typeof value['method'] === 'string') return { message: value as RpcMessage };
      return { problem: 'a request without a method', requestId: id };
    case 'result':
    case 'cancel':
      return { message: value as RpcMessage };
    case 'error':
      return keep(value, hasStrings(value['error'], 'code', 'message'), 'an error without code and message');
    case 'progress':
      return keep(value, hasStrings(value['report'], 'message'), 'a progress report without a message');
    default:
      return { problem: `a message of unknown kind ${String(kind)}` };
  }
}

function keep(value: Record<string, unknown>, valid: boolean, problem: string): ParsedMessage {
  return valid ? { message: value as RpcMessage } : { problem };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function hasStrings(value: unknown, ...keys: string[]): boolean {
  return isRecord(value) && keys.every((key) => typeof value[key] === 'string');
}

/** A record, so that the compiler finds a code that is missing here. */
const KNOWN_CODES: Record<ErrorCode, true> = {
  noDemonstrations: true,
  badDemonstrations: true,
  badInput: true,
  badOptions: true,
  badVectorFile: true,
  vectorMismatch: true,
  badModel: true,
  fileSystem: true,
  network: true,
  provider: true,
  cancelled: true,
  engineCrashed: true,
  disposed: true,
  internal: true,
};

/** Makes the peer's error reply an error of this side. */
export function toUserError(error: ErrorReply): UserError {
  const code = Object.hasOwn(KNOWN_CODES, error.code) ? (error.code as ErrorCode) : 'internal';
  return new UserError(code, isSentence(error.sentence) ? error.sentence : error.message);
}
