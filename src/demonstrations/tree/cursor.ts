import type { StringToken, Token } from '../tokens';
import type { TextRange } from '../types';

const OPENING = new Set(['(', '[', '{']);
const CLOSING = new Set([')', ']', '}']);

/** A place among the tokens of a program. */
export class Cursor {
  private index = 0;
  /** How deep the value here is nested; kept by who reads values. */
  depth = 0;

  constructor(
    private readonly all: readonly Token[],
    /** Strings that stand side by side are one. */
    readonly joinsStrings: boolean,
  ) {}

  get done(): boolean {
    return this.index >= this.all.length;
  }

  /** Where the next token starts. */
  get start(): number {
    return this.all[this.index]?.start ?? this.end;
  }

  /** Where the last one ended. */
  get end(): number {
    return this.all[this.index - 1]?.end ?? 0;
  }

  /** The word `ahead` tokens from here, if there is one. */
  word(ahead = 0): string | undefined {
    const token = this.all[this.index + ahead];
    return token?.type === 'word' ? token.text : undefined;
  }

  mark(ahead = 0): string | undefined {
    const token = this.all[this.index + ahead];
    return token?.type === 'mark' ? token.text : undefined;
  }

  string(ahead = 0): StringToken | undefined {
    const token = this.all[this.index + ahead];
    return token?.type === 'string' ? token : undefined;
  }

  /** The next token closes something. */
  get closes(): boolean {
    return this.done || CLOSING.has(this.mark() ?? '');
  }

  /** The current value ends here. */
  get ends(): boolean {
    return this.closes || this.mark() === ',';
  }

  skip(count = 1): void {
    this.index += count;
  }

  /** Skips the mark if it is the next token. */
  accept(mark: string): boolean {
    const found = this.mark() === mark;
    if (found) this.skip();
    return found;
  }

  /** Goes to what ends the current value. */
  skipValue(): void {
    while (!this.ends) this.skipOne();
  }

  /** Skips a token, with all that it opens. */
  skipOne(): void {
    let depth = 0;
    do {
      const mark = this.mark() ?? '';
      if (OPENING.has(mark)) depth += 1;
      else if (CLOSING.has(mark)) depth -= 1;
      this.skip();
    } while (depth > 0 && !this.done);
  }

  /** From an offset to where the last token ended. */
  since(start: number): TextRange {
    return { start, end: Math.max(start, this.end) };
  }
}
