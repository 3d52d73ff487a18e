/** Something that holds on to a resource until it is disposed. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Wraps a clean-up function; it runs at most once. */
export function toDisposable(cleanUp: () => void): Disposable {
  let done = false;
  return {
    dispose: () => {
      if (done) return;
      done = true;
      cleanUp();
    },
  };
}

/**
 * Collects disposables and disposes them together, last one first. What is added after that is disposed at once, so that a
 * registration that comes late (after an `await`) can't leak.
 */
export class DisposableStore implements Disposable {
  #items = new Set<Disposable>();
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership of `item` and returns it. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Disposes `item` now, ahead of the rest. */
  remove(item: Disposable): void {
    if (this.#items.delete(item)) item.dispose();
  }

  /** Disposes everything even where one of them throws. @throws AggregateError of what was thrown. */
  dispose(): void {
    this.#disposed = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    const errors: unknown[] = [];
    for (const item of items) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Some resources could not be disposed.');
  }
}
