const LONGEST = 200;

/** Lines that say nothing about the cause: blank ones, stack frames, Node's closing words and the caret under a source line. */
const NOISE = /^\s*$|^\s+at |^Node\.js v\d|^\s*\^+\s*$|^[{}\]]/;

/** Remembers the last line of stderr that may tell a user why the process ended. */
export class StderrTail {
  #line = '';

  add(line: string): void {
    if (!NOISE.test(line)) this.#line = line.trim();
  }

  /** The line, shortened; empty when nothing was written. */
  get line(): string {
    return this.#line.length > LONGEST ? `${this.#line.slice(0, LONGEST - 1)}…` : this.#line;
  }
}
