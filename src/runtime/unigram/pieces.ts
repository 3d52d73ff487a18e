import { PrefixTree } from './prefixTree';

/** What an unknown character costs below the least likely piece. */
const UNKNOWN_PENALTY = 10;

/** The best way to a place in a word: the last piece on it and where that piece starts. */
interface Arrival {
  readonly score: number;
  readonly start: number;
  readonly id: number;
}

const NOWHERE: Arrival = { score: 0, start: 0, id: -1 };

/**
 * The number that the `tokenizers` library holds for a score of the file. It reads the digits as one integer and divides by a power of
 * ten, two roundings where JavaScript makes one, so that every fourth score of T5 differs in its last bit; and last bits decide
 * between segmentations that have the same pieces in another order.
 */
function asRustReads(score: number): number {
  const [decimal = '', exponent = '0'] = String(score).split('e');
  const [whole = '', fraction = ''] = decimal.split('.');
  return Number(whole + fraction) / Number(`1e${fraction.length - Number(exponent)}`);
}

/** The piece that stands for one byte. */
function bytePiece(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}

/**
 * A Unigram model: pieces with scores, the logarithms of their probabilities. In place of the one of `@huggingface/tokenizers`, which
 * has no byte fallback and takes many times as long.
 */
export class Pieces {
  private readonly tree: PrefixTree;
  private readonly scores: readonly number[];
  /** Ids of the pieces that stand for one byte each; empty without byte fallback. */
  private readonly byteIds: readonly (number | undefined)[];
  private readonly unknownScore: number;

  /** `vocabulary[id]` is a piece and its score; `unknown` is the id for characters that no piece holds. */
  constructor(
    vocabulary: readonly (readonly [string, number])[],
    private readonly unknown: number,
    byteFallback: boolean,
  ) {
    this.scores = vocabulary.map(([, score]) => asRustReads(score));
    this.unknownScore = this.scores.reduce((low, score) => Math.min(low, score)) - UNKNOWN_PENALTY;
    this.tree = new PrefixTree(vocabulary.map(([piece]) => piece));
    this.byteIds = Array.from({ length: byteFallback ? 256 : 0 }, (_, byte) =>
      this.tree.find(bytePiece(byte)),
    );
  }

  /** Ids of the most likely segmentation of `word`; of equally likely ones, of that whose last pieces are the longest. */
  encode(word: string): number[] {
    const arrivals = this.arrivals(word);
    const reversed: number[] = [];
    let end = word.length;
    while (end > 0) {
      const { start: last, id } = arrivals[end] ?? NOWHERE;
      let start = last;
      if (id !== this.unknown) reversed.push(id);
      else {
        // Unknown characters that follow each other are unknown together.
        while (arrivals[start]?.id === this.unknown) start = arrivals[start]?.start ?? 0;
        for (const each of this.unknownIds(word.slice(start, end)).reverse()) reversed.push(each);
      }
      end = start;
    }
    return reversed.reverse();
  }

  /** The best arrival at each place of `word`; places inside a character have none. */
  private arrivals(word: string): readonly Arrival[] {
    const arrivals: Arrival[] = [NOWHERE];
    const offer = (start: number, end: number, id: number, score: number): void => {
      const total = (arrivals[start]?.score ?? 0) + score;
      const best = arrivals[end];
      if (best === undefined || total > best.score) arrivals[end] = { score: total, start, id };
    };
    let start = 0;
    while (start < word.length) {
      const next = start + ((word.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      let known = false;
      let node: number | undefined = PrefixTree.ROOT;
      for (let end = start + 1; end <= word.length; end++) {
        node = this.tree.next(node, word.charCodeAt(end - 1));
        if (node === undefined) break;
        const id = this.tree.textAt(node);
        if (id === undefined) continue;
        offer(start, end, id, this.scores[id] ?? 0);
        known ||= end === next;
      }
      if (!known) offer(start, next, this.unknown, this.unknownScore);
      start = next;
    }
    return arrivals;
  }

  /** Unknown text that spells the piece for unknown text is that piece; other text is its bytes where all have a piece. */
  private unknownIds(text: string): number[] {
    if (this.tree.find(text) !== undefined) return [this.unknown];
    const bytes = [...Buffer.from(text)].map((byte) => this.byteIds[byte]);
    const known = bytes.filter((id) => id !== undefined);
    return known.length === bytes.length ? known : [this.unknown];
  }
}
