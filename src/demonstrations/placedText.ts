/** A text that was decoded from a document, and where it stands there. */
export interface PlacedText {
  readonly text: string;
  /** The document's offset of an offset in `text` (up to its length). */
  readonly at: (offset: number) => number;
  /** The document's offset behind what the units before `offset` were decoded from: more may stand between it and `at(offset)`. */
  readonly endAt: (offset: number) => number;
}

/** Puts a decoded text together from pieces. Keeps one place a piece: one a unit would take more memory than the document. */
export class TextBuilder {
  private readonly parts: string[] = [];
  /** For each piece: where it starts in the text, and where in the document it starts and ends. */
  private readonly starts: number[] = [];
  private readonly places: number[] = [];
  private readonly ends: number[] = [];
  private length = 0;

  /** Adds what `[at, end)` of the document says; a piece as long as that stands there as it is. */
  add(text: string, at: number, end: number): void {
    this.parts.push(text);
    this.starts.push(this.length);
    this.places.push(at);
    this.ends.push(end);
    this.length += text.length;
  }

  /** @param end the document's offset of the text's end */
  finish(end: number): PlacedText {
    const { starts, places, ends, length } = this;
    const isVerbatim = (piece: number): boolean => {
      const units = (starts[piece + 1] ?? length) - (starts[piece] ?? 0);
      return (ends[piece] ?? end) - (places[piece] ?? end) === units;
    };
    const at = (offset: number): number => {
      if (offset >= length) return end;
      const piece = lastUpTo(starts, offset);
      return (places[piece] ?? end) + (isVerbatim(piece) ? offset - (starts[piece] ?? 0) : 0);
    };
    const endAt = (offset: number): number => {
      if (offset <= 0) return at(0);
      const piece = lastUpTo(starts, Math.min(offset, length) - 1);
      if (isVerbatim(piece)) return (places[piece] ?? end) + Math.min(offset, length) - (starts[piece] ?? 0);
      return offset < (starts[piece + 1] ?? length) ? (places[piece] ?? end) : (ends[piece] ?? end);
    };
    return { text: this.parts.join(''), at, endAt };
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
  const inPart = (unit: number, offset: number, side: 'at' | 'endAt'): number => {
    const index = lastUpTo(starts, unit);
    return parts[index]?.[side](offset - (starts[index] ?? 0)) ?? 0;
  };
  return {
    text: parts.map(({ text }) => text).join(''),
    at: (offset) => inPart(offset, offset, 'at'),
    endAt: (offset) => inPart(offset - 1, offset, 'endAt'),
  };
}

/** A part of a text. */
export function sliceText(text: string, start: number, end: number): PlacedText {
  const at = (offset: number): number => start + offset;
  return { text: text.slice(start, end), at, endAt: at };
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
