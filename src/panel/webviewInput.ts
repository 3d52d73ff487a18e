import type { Draft } from './protocol';

/** What comes out of a webview is checked as anything from outside: these return undefined for what is not as agreed. */

/** A query is cut to the model's limit anyway; this only keeps absurd amounts out of the workspace's state. */
const mostCharacters = 100_000;

/** Reads a draft. */
export function readDraft(value: unknown): Draft | undefined {
  if (!isRecord(value)) return undefined;
  const { input, options } = value;
  if (!isText(input) || !isText(options)) return undefined;
  return { input, options };
}

/** Reads which demonstration to pin or unpin; whether there is one, the host knows. */
export function readPin(value: unknown): { readonly index: number; readonly pinned: boolean } | undefined {
  if (!isRecord(value)) return undefined;
  const { index, pinned } = value;
  return isCount(index) && typeof pinned === 'boolean' ? { index, pinned } : undefined;
}

/** Reads how many rows may stand in front of a query. */
export function readRows(value: unknown): number | undefined {
  return isRecord(value) && isCount(value['rows']) && value['rows'] > 0 ? value['rows'] : undefined;
}

/** Reads which of the commands that a webview may run is meant. */
export function readCommand<Command extends string>(
  value: unknown,
  allowed: readonly Command[],
): Command | undefined {
  if (!isRecord(value)) return undefined;
  return allowed.find((command) => command === value['command']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= mostCharacters;
}
