import type { ModelChoice } from '../../src/engine/methods';
import { Preview } from '../../src/preview/preview';
import type { QueryList } from '../../src/preview/querySource';
import { newClient } from '../engine/client';
import type { LongTask } from './queries';

/** What a long list of queries took. Times in milliseconds since the preview was opened, memory in bytes. */
export interface LongPreview {
  /** The engine's process was started and the model loaded before it. */
  readonly firstRow: number;
  readonly firstHundred: number;
  readonly allRows: number;
  /** Until the scores below the table stood too. */
  readonly summary: number;
  readonly engine: { readonly loaded: number; readonly peak: number };
  /** What the extension's process keeps of rows, answers and their cache. */
  readonly host: number;
}

/** Has the preview itself answer a list, as the extension does: pages, cache and summary, with the engine in a child that does not run yet. */
export async function measurePreview(
  model: ModelChoice,
  { demonstrations, queries }: LongTask,
): Promise<LongPreview> {
  const client = newClient();
  const uri: unknown = { toString: () => 'file:///intents.queries.jsonl' };
  const list: QueryList = { uri: uri as QueryList['uri'], name: 'intents.queries.jsonl', queries };
  const facts = { demonstrations: '', vectors: '', model: '' };
  const block = { format: 'csv' as const, start: 0, end: 1, demonstrations: [...demonstrations], ranges: [] };
  const preview = new Preview({
    engine: client,
    origin: () => ({ demonstrations: '', offset: 0, queries: '' }),
    subject: () => Promise.resolve({ key: 'one', model, block, facts }),
    queries: () => Promise.resolve(list),
    turn: () => Promise.resolve(),
    sentence: (error) => {
      throw error;
    },
    clock: () => performance.now(),
  });
  const before = heap();
  const start = performance.now();
  const at = { first: 0, hundred: 0, all: 0 };
  let loaded = 0;
  let answered = 0;
  preview.onDidUpdate(({ answers = [] }) => {
    if (answers.length === 0) return;
    const now = performance.now() - start;
    if (answered === 0) [at.first, loaded] = [now, client.memory?.resident ?? NaN];
    answered += answers.length;
    if (answered >= 100 && at.hundred === 0) at.hundred = now;
    if (answered === queries.length) at.all = now;
  });
  try {
    await preview.refresh();
    const { error, summary } = preview.state ?? {};
    if (error !== null || summary?.n !== queries.length) throw new Error(error ?? 'Not all was answered.');
    return {
      firstRow: at.first,
      firstHundred: at.hundred,
      allRows: at.all,
      summary: performance.now() - start,
      engine: { loaded, peak: client.memory?.peak ?? NaN },
      host: heap() - before,
    };
  } finally {
    preview.dispose();
    await client.dispose();
  }
}

/** Bytes that are in use after a collection, where the process may ask for one (`--expose-gc`). */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
