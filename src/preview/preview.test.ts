import { describe, expect, it, vi } from 'vitest';
import type { AnswersResult, Engine } from '../engine/methods';
import { summarize } from '../mend/summary';
import { UserError } from '../shared/errors';
import { Preview } from './preview';
import type { PreviewUpdate } from './protocol';
import type { QueryList } from './querySource';
import type { Subject } from './subject';

const uri: unknown = { toString: () => 'file:///q.jsonl' };
const list = (...inputs: string[]): QueryList => ({
  uri: uri as QueryList['uri'],
  name: 'q.jsonl',
  queries: inputs.map((input, index) => ({ input, output: input.charAt(0), start: index, end: index })),
});
const subject = (key: string): Subject => ({
  key,
  model: { folder: '/m' },
  block: { format: 'jsonl', start: 0, end: 1, demonstrations: [{ input: key, output: 'x' }], ranges: [] },
  facts: { demonstrations: key, vectors: 'v', model: 'm' },
});
const origin = { demonstrations: 'file:///d.jsonl', offset: 0, queries: 'file:///q.jsonl' };
const prefixTokens = { zeroShot: 0, fullIcl: 9, fewerShot: 3, distilled: 4 };

/** Answers with the first letter, `distilled` with the last. */
const answerAll: Engine['answerQueries'] = ({ queries }) =>
  Promise.resolve({
    rows: queries.map(({ input }) => {
      const first = { prediction: input.charAt(0), probability: 0.5 };
      const last = { prediction: input.slice(-1), probability: 0.5 };
      return {
        arms: { zeroShot: last, fullIcl: first, fewerShot: last, distilled: last },
        fidelity: { kl: 1, top1Agreement: 0 },
        queryCut: false,
      };
    }),
    prefixTokens,
  });

function setUp(queries: QueryList, answer: Engine['answerQueries'] = answerAll) {
  const now: { subject: Subject; queries: QueryList; failure?: Error } = { subject: subject('one'), queries };
  const answerQueries = vi.fn(answer);
  const preview = new Preview({
    engine: { answerQueries, summarize: (columns) => Promise.resolve(summarize(columns)) },
    origin: () => origin,
    subject: () => (now.failure ? Promise.reject(now.failure) : Promise.resolve(now.subject)),
    queries: () => Promise.resolve(now.queries),
    turn: () => Promise.resolve(),
    sentence: (error) =>
      error instanceof UserError && error.code === 'cancelled' ? undefined : (error as Error).message,
    clock: () => 0,
  });
  const asked = (): string[] =>
    answerQueries.mock.calls.flatMap(([params]) => params.queries.map(({ input }) => input));
  return { preview, now, asked, answerQueries };
}

describe('Preview', () => {
  it('shows the queries, streams their answers and summarizes them', async () => {
    const { preview } = setUp(list('aa', 'ab', 'bb', 'cb', 'cc', 'ca'));
    const updates: PreviewUpdate[] = [];
    const shows: number[] = [];
    preview.onDidShow((state) => shows.push(state.rows.filter((row) => row.answers).length));
    preview.onDidUpdate((update) => updates.push(update));
    await preview.refresh();
    expect(shows).toEqual([0]);
    expect(updates.flatMap(({ answers }) => answers?.map(([row]) => row) ?? [])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(updates.flatMap(({ progress }) => progress?.done ?? [])).toEqual([0, 1, 5, 6]);
    expect(preview.state).toMatchObject({
      facts: { demonstrations: 'one', queries: 'q.jsonl' },
      progress: null,
      prefixTokens,
      error: null,
      summary: {
        n: 6,
        agreement: { distilled: 0.5 },
        labelled: { n: 6, arms: { fullIcl: { accuracy: 1 } } },
      },
    });
    expect(updates.at(-1)?.progress).toBeNull();
  });

  it('asks again what was changed alone, and nothing where nothing was', async () => {
    const { preview, now, asked } = setUp(list('a', 'b'));
    await preview.refresh();
    await preview.refresh();
    expect(asked()).toEqual(['a', 'b']);
    now.queries = list('b', 'c', 'a');
    await preview.refresh();
    expect(asked()).toEqual(['a', 'b', 'c']);
    expect(preview.rows.every(({ answers }) => answers)).toBe(true);
    now.subject = subject('two');
    await preview.refresh();
    expect(asked().slice(3).sort()).toEqual(['a', 'b', 'c']);
    now.subject = subject('one');
    await preview.refresh();
    expect(asked()).toHaveLength(6);
    expect(preview.state?.facts.demonstrations).toBe('one');
    expect(preview.state?.summary?.n).toBe(3);
  });

  it('keeps what was answered when cancelled, summarizes it, and goes on when asked', async () => {
    const { preview, asked } = setUp(list('a', 'b', 'c'));
    const stop = preview.onDidUpdate(({ answers }) => answers && preview.cancel());
    await preview.refresh();
    stop.dispose();
    expect(preview.state).toMatchObject({ progress: null, error: null, summary: { n: 1 } });
    expect(preview.rows.map(({ answers }) => answers !== undefined)).toEqual([true, false, false]);
    await preview.resume();
    expect(asked()).toEqual(['a', 'b', 'c']);
    expect(preview.state?.summary?.n).toBe(3);
  });

  it('begins with the query under the cursor', async () => {
    const { preview, asked } = setUp(list('a', 'b', 'c'));
    const stop = preview.onDidUpdate(({ answers }) => answers && preview.cancel());
    await preview.refresh();
    stop.dispose();
    preview.setCurrent(2);
    await preview.resume();
    expect(asked()).toEqual(['a', 'c', 'b']);
    expect(preview.state?.current).toBe(2);
  });

  it('lets a later refresh end what runs, and takes nothing of it any more', async () => {
    let release: ((result: AnswersResult) => void) | undefined;
    const { preview, now, answerQueries } = setUp(list('a', 'b'), (params, context) =>
      params.demonstrations[0]?.input === 'one'
        ? new Promise((resolve) => (release = resolve))
        : answerAll(params, context),
    );
    const first = preview.refresh();
    await vi.waitFor(() => expect(release).toBeDefined());
    now.subject = subject('two');
    const second = preview.refresh();
    release?.(await answerAll({ model: { folder: '' }, demonstrations: [], queries: [{ input: 'late' }] }));
    await first;
    expect(preview.state?.summary?.n).toBe(2);
    await second;
    expect(answerQueries.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
    expect(preview.rows.map(({ answers }) => answers?.arms.fullIcl.prediction)).toEqual(['a', 'b']);
    expect(preview.state?.facts.demonstrations).toBe('two');
  });

  it('says what failed, also before there is any row, and works again afterwards', async () => {
    let fails = true;
    const { preview } = setUp(list('a'), (params) =>
      fails ? Promise.reject(new UserError('badOptions', 'The options are wrong.')) : answerAll(params),
    );
    await preview.refresh();
    expect(preview.state).toMatchObject({ error: 'The options are wrong.', progress: null, summary: null });
    fails = false;
    await preview.resume();
    expect(preview.state).toMatchObject({ error: null, summary: { n: 1 } });
    const broken = new Preview({
      engine: { answerQueries: answerAll, summarize: (columns) => Promise.resolve(summarize(columns)) },
      origin: () => origin,
      subject: () => Promise.reject(new UserError('noDemonstrations', 'No demonstrations.')),
      queries: () => Promise.resolve(list('a')),
      turn: () => Promise.resolve(),
      sentence: (error) => (error as Error).message,
      clock: () => 0,
    });
    await broken.refresh();
    expect(broken.state).toMatchObject({ error: 'No demonstrations.', rows: [], origin });
  });

  it('takes a failure back when what it was about is there again as it was', async () => {
    const { preview, now, asked } = setUp(list('ab'));
    await preview.refresh();
    now.failure = new UserError('noDemonstrations', 'No demonstrations.');
    await preview.refresh();
    expect(preview.state?.error).toBe('No demonstrations.');
    delete now.failure;
    await preview.refresh();
    expect(preview.state?.error).toBeNull();
    expect(asked()).toEqual(['ab']);
  });
});
