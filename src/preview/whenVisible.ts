import type { Disposable } from '../shared/disposable';

/** Does something a moment after the last reason for it, and never while nobody would see it: then it waits until somebody does. */
export class WhenVisible implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  #waiting = false;

  constructor(
    private readonly isVisible: () => boolean,
    private readonly milliseconds: number,
    private readonly run: () => void,
  ) {}

  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#now(), this.milliseconds);
  }

  /** To be called when it became visible. */
  shown(): void {
    if (this.#waiting) this.#now();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #now(): void {
    this.#waiting = !this.isVisible();
    if (!this.#waiting) this.run();
  }
}
