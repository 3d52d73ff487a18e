import { toDisposable, type Disposable } from './disposable';

/** Subscribes a listener; dispose the return value to unsubscribe. Assignable to what VS Code calls an event. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing half of an event. */
export class Emitter<T> implements Disposable {
  #listeners = new Set<(value: T) => void>();
  #disposed = false;

  /** @param onError gets what a listener throws: one bad listener must not keep the value from the others. */
  constructor(private readonly onError: (error: unknown) => void = () => undefined) {}

  readonly event: Event<T> = (listener) => {
    // Wrapped, so that the same function may subscribe twice.
    const entry = (value: T): void => listener(value);
    if (!this.#disposed) this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  /** Calls the listeners that are subscribed now, in the order they came. */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  /** Drops every listener; later `fire`s reach nobody. */
  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
  }
}
