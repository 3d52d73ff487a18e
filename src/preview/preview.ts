import type { AnswersResult, Engine, Query, Summary } from '../engine/methods';
import { DisposableStore, type Disposable } from '../shared/disposable';
import { Emitter, type Event } from '../shared/emitter';
import { AnswerCache } from './answerCache';
import { askInPages } from './pages';
import type { PreviewFacts, PreviewOrigin, PreviewState, PreviewStatus, PreviewUpdate } from './protocol';
import { answeredColumns, type PreviewRow, rowView } from './rows';
import { sameQueries } from './sameQueries';
import type { QueryList } from './querySource';
import type { Subject } from './subject';

/** What a preview works with. */
export interface PreviewParts {
  readonly engine: Pick<Engine, 'answerQueries' | 'summarize'>;
  /** What queries are answered with, as it is now. @throws UserError */
  readonly subject: () => Promise<Subject>;
  /** Where both are. */
  readonly origin: () => PreviewOrigin;
  /** The queries, as they are now. @throws UserError */
  readonly queries: () => Promise<QueryList>;
  /** Resolves when nobody asks the engine for anything else. */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  /** The sentence to show for a failure; undefined when it was cancelled. */
  readonly sentence: (error: unknown) => string | undefined;
  readonly clock: () => number;
}

const NOTHING: PreviewStatus = {
  progress: null,
  summary: null,
  prefixTokens: null,
  error: null,
  current: null,
};

/** Has queries answered, page by page, keeps the answers, and tells who shows them. */
export class Preview implements Disposable {
  readonly #resources = new DisposableStore();
  readonly #shows = this.#resources.add(new Emitter<PreviewState>());
  readonly #updates = this.#resources.add(new Emitter<PreviewUpdate>());
  readonly #cache = new AnswerCache();
  readonly onDidShow: Event<PreviewState> = this.#shows.event;
  readonly onDidUpdate: Event<PreviewUpdate> = this.#updates.event;
  #running: AbortController | undefined;
  /** Resolves when what was started last is done. */
  #latest: Promise<void> = Promise.resolve();
  #list = 0;
  #subject: Subject | undefined;
  #queries: QueryList | undefined;
  #rows: PreviewRow[] = [];
  #status = NOTHING;
  /** Of the subject with this key. */
  #prefixTokens: { readonly key: string; readonly tokens: AnswersResult['prefixTokens'] } | undefined;

  constructor(private readonly parts: PreviewParts) {}

  get rows(): readonly PreviewRow[] {
    return this.#rows;
  }

  get queries(): QueryList | undefined {
    return this.#queries;
  }

  /** Undefined until there is something to show. */
  get state(): PreviewState | undefined {
    if (!this.#list) return undefined;
    return {
      ...this.#status,
      list: this.#list,
      origin: this.parts.origin(),
      facts: this.#facts(),
      rows: this.#rows.map(rowView),
    };
  }

  /** Reads everything again and asks what is not known yet. Resolves when that is done; where another refresh overtook it, when that is. */
  refresh(): Promise<void> {
    return this.#run(async (signal) => {
      const subject = await this.parts.subject();
      const queries = await this.parts.queries();
      if (signal.aborted) return;
      if (this.#isShown(subject, queries) && this.#missing().length === 0 && this.#status.summary) {
        // What could not be read a moment ago is there again, as it was.
        this.#update({ error: null });
        return;
      }
      this.#begin(subject, queries);
      await this.#answer(subject, signal);
    });
  }

  /** Asks what was not answered, say after a cancel. */
  resume(): Promise<void> {
    const subject = this.#subject;
    return subject ? this.#run((signal) => this.#answer(subject, signal)) : this.refresh();
  }

  /** Stops asking; what is answered stays, and is summarized. */
  cancel(): void {
    this.#running?.abort();
  }

  /** Marks the row of the query under the cursor. */
  setCurrent(row: number | undefined): void {
    if ((row ?? null) !== this.#status.current) this.#update({ current: row ?? null });
  }

  dispose(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#latest = Promise.resolve();
    this.#resources.dispose();
  }

  #run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#latest = this.#work(work);
    return this.#latest;
  }

  /** Does one thing at a time: what is started later ends what runs. */
  async #work(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#running?.abort();
    const running = (this.#running = new AbortController());
    const isLatest = (): boolean => this.#running === running;
    try {
      await work(running.signal);
    } catch (error) {
      const sentence = this.parts.sentence(error);
      if (isLatest()) this.#fail(sentence);
    }
    if (!isLatest()) return this.#latest;
    const summary = await this.#summarize();
    if (isLatest()) this.#update({ progress: null, summary });
  }

  #begin(subject: Subject, queries: QueryList): void {
    this.#list += 1;
    this.#subject = subject;
    this.#queries = queries;
    this.#rows = queries.queries.map((query) => {
      const answers = this.#cache.get(subject.key, asked(query));
      return answers ? { query, answers } : { query };
    });
    const tokens = this.#prefixTokens?.key === subject.key ? this.#prefixTokens.tokens : null;
    this.#status = { ...NOTHING, prefixTokens: tokens, progress: this.#progress() };
    this.#show();
  }

  async #answer(subject: Subject, signal: AbortSignal): Promise<void> {
    this.#update({ error: null, progress: this.#progress() });
    const { turn, clock } = this.parts;
    const ask = (page: readonly number[]): Promise<void> => this.#ask(subject, page, signal);
    await askInPages(this.#missing(), ask, { signal, turn: () => turn(signal), clock });
  }

  async #ask(subject: Subject, page: readonly number[], signal: AbortSignal): Promise<void> {
    const { model, file, vectors, block } = subject;
    const queries = page.flatMap((place) => this.#rows[place]?.query ?? []).map(asked);
    const isFirst = this.#missing().length === this.#rows.length;
    const report = (message: string): void => {
      if (isFirst) this.#update({ progress: { ...this.#progress(), message } });
    };
    const { rows, prefixTokens } = await this.parts.engine.answerQueries(
      {
        model,
        demonstrations: block.demonstrations,
        queries,
        ...(file !== undefined && { file }),
        ...(vectors !== undefined && { vectors }),
      },
      { signal, progress: ({ message }) => report(message) },
    );
    if (signal.aborted) return;
    const answers = page.flatMap((place, index) => {
      const [row, answer, query] = [this.#rows[place], rows[index], queries[index]];
      if (!row || !answer || !query) return [];
      this.#rows[place] = { ...row, answers: answer };
      this.#cache.set(subject.key, query, answer);
      return [[place, answer] as const];
    });
    this.#prefixTokens = { key: subject.key, tokens: prefixTokens };
    this.#update({ answers, prefixTokens, progress: this.#progress() });
  }

  async #summarize(): Promise<Summary | null> {
    const columns = answeredColumns(this.#rows);
    if (!columns) return null;
    try {
      return await this.parts.engine.summarize(columns);
    } catch (error) {
      this.#fail(this.parts.sentence(error));
      return null;
    }
  }

  /** Rows that are not answered: the one under the cursor first, then those behind it. */
  #missing(): readonly number[] {
    const places = this.#rows.flatMap(({ answers }, place) => (answers ? [] : [place]));
    const from = this.#status.current ?? 0;
    return [...places.filter((place) => place >= from), ...places.filter((place) => place < from)];
  }

  #progress(): { done: number; total: number } {
    return {
      done: this.#rows.filter(({ answers }) => answers).length,
      total: this.#rows.length,
    };
  }

  #isShown(subject: Subject, queries: QueryList): boolean {
    return subject.key === this.#subject?.key && sameQueries(queries, this.#queries);
  }

  #fail(sentence: string | undefined): void {
    if (sentence === undefined) return;
    // Before there is any list, a failure needs one to be shown in.
    if (!this.#list) this.#list = 1;
    this.#status = { ...this.#status, error: sentence };
    this.#show();
  }

  #facts(): PreviewFacts {
    const { demonstrations = '', vectors = '', model = '' } = this.#subject?.facts ?? {};
    return { demonstrations, vectors, model, queries: this.#queries?.name ?? '' };
  }

  #show(): void {
    if (this.state) this.#shows.fire(this.state);
  }

  #update(change: Omit<PreviewUpdate, 'list'>): void {
    const { answers: _, ...status } = change;
    this.#status = { ...this.#status, ...status };
    if (this.#list) this.#updates.fire({ ...change, list: this.#list });
  }
}

/** What the engine is asked of a query: not its place, and not the right answer. */
function asked({ input, options }: Query): Query {
  return options ? { input, options } : { input };
}
