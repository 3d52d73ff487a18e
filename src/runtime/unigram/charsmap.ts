/** Longer clusters of characters are never looked up whole. Bytes of UTF-8. */
const LONGEST_CLUSTER = 5;

const HAS_LEAF = 1 << 8;
const WIDE_OFFSET = 1 << 9;
const VALUE = 0x7fffffff;
/** The low byte is the label; the high bit is set in units that hold a value, so that none of them looks like a label. */
const LABEL = 0x800000ff | 0;

/** Where a unit's children begin, to be combined with the unit's own place by exclusive or. */
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & WIDE_OFFSET) >>> 6);
}

/**
 * Characters that may stay in one cluster with what precedes them, except in clusters that are too long to be looked up whole, such
 * as Hangul syllables and flags.
 */
const EXTENDING = String.raw`[\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\u200d\u0e33\u0eb3]`;
/** Possible clusters, with the character before them, which may draw them into a longer one. */
const CLUSTERS = String.raw`[^]?[^]${EXTENDING}+|\r\n`;

/**
 * SentencePiece's normalization rules (`precompiled_charsmap`): a double-array trie over UTF-8 bytes, whose values are places in
 * a pool of replacements that end in a zero byte. `@huggingface/tokenizers` does not read them; it has an approximation.
 */
export class Charsmap {
  private readonly units: Uint32Array;
  private readonly pool: Buffer;
  /** Finds what may change in a text. */
  private readonly changing: RegExp;
  private readonly segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  private readonly encoder = new TextEncoder();
  /** Room for the UTF-8 of `LONGEST_CLUSTER` UTF-16 code units. */
  private readonly bytes = new Uint8Array(3 * LONGEST_CLUSTER);

  /** Throws where `base64` is not a charsmap. */
  constructor(base64: string) {
    const file = Buffer.from(base64, 'base64');
    const size = file.readUInt32LE(0);
    if (size === 0 || size % 4 !== 0 || 4 + size > file.length) throw new Error('the charsmap has no trie');
    this.units = Uint32Array.from({ length: size / 4 }, (_, index) => file.readUInt32LE(4 + 4 * index));
    this.pool = file.subarray(4 + size);
    const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    const asciiStays = ascii.every((character) => this.replacement(character) === undefined);
    this.changing = new RegExp(`${CLUSTERS}|${asciiStays ? '[^ -~]' : '[^]'}`, 'gu');
  }

  /**
   * Normalizes as the `tokenizers` library does, which is not quite as SentencePiece does: a short grapheme cluster becomes the
   * replacement of its shortest beginning that has one, and what follows in the cluster is lost.
   */
  normalize(text: string): string {
    return text.replace(this.changing, (found) => {
      if (found.length === 1) return this.replacement(found) ?? found;
      // Few at a time: the time that the segmenter takes grows with the square of the text.
      let normalized = '';
      for (const { segment } of this.segmenter.segment(found)) normalized += this.normalizeCluster(segment);
      return normalized;
    });
  }

  private normalizeCluster(cluster: string): string {
    const whole = this.replacement(cluster);
    if (whole !== undefined) return whole;
    let normalized = '';
    for (const character of cluster) normalized += this.replacement(character) ?? character;
    return normalized;
  }

  /** What replaces the shortest beginning of `text` that the rules know; undefined where there is none. */
  private replacement(text: string): string | undefined {
    if (text.length > LONGEST_CLUSTER) return undefined;
    const { written } = this.encoder.encodeInto(text, this.bytes);
    if (written > LONGEST_CLUSTER) return undefined;
    let place = offsetOf(this.units[0] ?? 0);
    for (const byte of this.bytes.subarray(0, written)) {
      place ^= byte;
      const unit = this.units[place] ?? 0;
      if (byte === 0 || (unit & LABEL) !== byte) return undefined;
      place ^= offsetOf(unit);
      if ((unit & HAS_LEAF) !== 0) return this.pooled((this.units[place] ?? 0) & VALUE);
    }
    return undefined;
  }

  private pooled(start: number): string {
    const end = this.pool.indexOf(0, start);
    return this.pool.toString('utf8', start, end < 0 ? this.pool.length : end);
  }
}
