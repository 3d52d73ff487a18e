import { DisposableStore, type Disposable } from '../shared/disposable';
import { Emitter, type Event } from '../shared/emitter';
import type { Busy } from './sessionParts';
import {
  emptySession,
  type SessionDemonstrations,
  type SessionState,
  type StoredSession,
} from './sessionState';

/** The part of VS Code's `Memento` that is used. */
export interface Storage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const storageKey = 'mend.session';

/** Longest time that a change waits to be stored; typing changes the draft with every key. */
const storeDelay = 300;

/** Holds what the user works on, tells who shows it about changes, and keeps it over a reload of the window. */
export class Session implements Disposable {
  readonly #resources = new DisposableStore();
  readonly #changes = this.#resources.add(new Emitter<SessionState>());
  readonly #progress = this.#resources.add(new Emitter<Busy>());
  readonly onDidChange: Event<SessionState> = this.#changes.event;
  /** Progress of what runs; the rest of the state stays. */
  readonly onDidProgress: Event<Busy> = this.#progress.event;
  #state = emptySession;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly storage: Storage) {}

  get state(): SessionState {
    return this.#state;
  }

  update(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changes.fire(this.#state);
    this.#storeSoon();
  }

  /** Takes over what was typed, without telling who shows it: it was typed there. */
  type(draft: SessionState['draft']): void {
    this.#state = { ...this.#state, draft };
    this.#storeSoon();
  }

  progress(busy: Busy): void {
    this.#state = { ...this.#state, busy };
    this.#progress.fire(busy);
  }

  /** What an earlier window stored; undefined where that is nothing, or of another version. */
  stored(): StoredSession | undefined {
    const value = this.storage.get(storageKey);
    const known = typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
    return known ? (value as StoredSession) : undefined;
  }

  /** Stores what is pending, and stops telling anybody. */
  dispose(): void {
    if (this.#timer) this.#store();
    this.#resources.dispose();
  }

  #storeSoon(): void {
    this.#timer ??= setTimeout(() => this.#store(), storeDelay);
  }

  #store(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { demonstrations, vectors, prediction, draft, provider } = this.#state;
    const stored: StoredSession = {
      version: 1,
      demonstrations: demonstrations && withoutMap(demonstrations),
      vectors: vectors && { path: vectors.path, ...(vectors.nearest && { nearest: vectors.nearest }) },
      prediction,
      draft,
      provider,
    };
    void this.storage.update(storageKey, stored);
  }
}

/** A survival map is gone with its window. */
function withoutMap({ survival: _, ...rest }: SessionDemonstrations): SessionDemonstrations {
  return rest;
}
