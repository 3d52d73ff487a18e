import { formatBytes } from '../../shared/formatBytes';

export type Report = (report: { readonly message: string; readonly fraction: number }) => void;

/** Reports are no more frequent, in milliseconds. */
const interval = 250;

/** How far back the speed is measured, in milliseconds. */
const memory = 5000;

/** Counts the bytes that come and reports them, with the speed of the last seconds. */
export class FetchProgress {
  #file = '';
  #done = 0;
  #lastReport = -Infinity;
  #samples: { readonly at: number; readonly done: number }[] = [];

  constructor(
    private readonly total: number,
    private readonly report: Report,
    private readonly now: () => number = () => performance.now(),
  ) {}

  file(path: string): void {
    this.#file = path;
  }

  add(count: number): void {
    this.#done += count;
    const at = this.now();
    if (at - this.#lastReport < interval) return;
    this.#lastReport = at;
    this.#samples = [...this.#samples.filter((sample) => at - sample.at <= memory), { at, done: this.#done }];
    this.say(`${this.#file}: ${formatBytes(this.#done)} of ${formatBytes(this.total)}${this.#speed()}`);
  }

  /** Something else than bytes, such as that a server asks to wait. */
  say(message: string): void {
    this.report({
      message,
      fraction: this.total === 0 ? 1 : Math.min(1, Math.max(0, this.#done / this.total)),
    });
  }

  #speed(): string {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || !last || last.at === first.at || last.done <= first.done) return '';
    return `, ${formatBytes(((last.done - first.done) / (last.at - first.at)) * 1000)}/s`;
  }
}
