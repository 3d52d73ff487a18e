/** A text that was decoded from a document, and where it stands there. */
export interface PlacedText {
  readonly text: string;
  /** The document's offset of an offset in `text` (up to its length). */
  readonly at: (offset: number) => number;
}

/** Puts a decoded text together from pieces. Keeps one place a piece: one a unit would take more memory than the document. */
export class TextBuilder {
  private readonly parts: string[] = [];
  /** For each piece: where it starts in the text and in the document, and whether its units follow one another there too. */
  private readonly starts: number[] = [];
  private readonly places: number[] = [];
  private readonly verbatim: boolean[] = [];
  private length = 0;

  /** @param verbatim the text stands in the document as it is; otherwise all of it stands at `at` */
  add(text: string, at: number, verbatim: boolean): void {
    this.parts.push(text);
    this.starts.push(this.length);
    this.places.push(at);
    this.verbatim.push(verbatim);
    this.length += text.length;
  }

  /** @param end the document's offset of the text's end */
  finish(end: number): PlacedText {
    const { starts, places, verbatim, length } = this;
    const at = (offset: number): number => {
      if (offset >= length) return end;
      const piece = lastUpTo(starts, offset);
      return (places[piece] ?? end) + (verbatim[piece] ? offset - (starts[piece] ?? 0) : 0);
    };
    return { text: this.parts.join(''), at };
  }
}

/** Several texts as one. */
export function joinTexts(parts: readonly PlacedText[]): PlacedText {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const starts: number[] = [];
  let length = 0;
  for (const { text } of parts) {
    starts.push(length);
    length += text.length;
  }
  const at = (offset: number): number => {
    const index = lastUpTo(starts, offset);
    return parts[index]?.at(offset - (starts[index] ?? 0)) ?? 0;
  };
  return { text: parts.map(({ text }) => text).join(''), at };
}

/** The index of the last number that is not above `limit`; 0 if all are. The numbers rise. */
export function lastUpTo(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle;
  }
  return low;
}
