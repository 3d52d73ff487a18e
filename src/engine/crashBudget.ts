const WINDOW_MILLISECONDS = 10 * 60_000;

/** Counts crashes within a sliding window of 10 minutes. */
export class CrashBudget {
  #times: number[] = [];

  constructor(private readonly maximum: number) {}

  /** Notes a crash. @returns whether this one was the last that is put up with. */
  exhaustedBy(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < WINDOW_MILLISECONDS), now];
    return this.#times.length >= this.maximum;
  }

  clear(): void {
    this.#times = [];
  }
}
