/** Texts of fewer words are compared as wholes: one word more or less makes them different. */
const FEWEST_WORDS = 12;
const SHINGLE_WORDS = 3;
/** Share of common shingles from which two texts count as nearly the same. */
const NEAR = 0.8;
/** Shingles that stand in the texts more often than this are the task's wording, not a text's own. */
const COMMON = { least: 4, share: 0.25 };
const BANDS = 10;
const ROWS = 4;
/** Members of one bucket that a text is compared with: bounds the work where all texts are alike. */
const COMPARED = 8;

/** That a text repeats an earlier one. */
export interface Repeat {
  readonly first: number;
  /** Equal but for case, spaces and the last punctuation mark; otherwise nearly so. */
  readonly same: boolean;
}

const QUOTES = '"\'“”‘’ ';
const MARKS = `${QUOTES}.!?…`;

/** One spelling for texts that say the same. */
export function plainText(text: string): string {
  const lower = text.toLowerCase();
  // Most texts have single spaces alone, and then there is nothing to replace.
  const spaced = /[^\S ]| {2}/.test(lower) ? lower.replace(/\s+/g, ' ') : lower;
  let [start, end] = [0, spaced.length];
  while (start < end && QUOTES.includes(spaced.charAt(start))) start += 1;
  while (end > start && MARKS.includes(spaced.charAt(end - 1))) end -= 1;
  return spaced.slice(start, end);
}

/** For each text the first earlier one that says the same, if any. */
export function findSame(texts: readonly string[]): readonly (number | undefined)[] {
  return firstsOf(texts.map(plainText));
}

function firstsOf(texts: readonly string[]): readonly (number | undefined)[] {
  const firsts = new Map<string, number>();
  return texts.map((plain, index) => {
    const first = firsts.get(plain);
    if (first === undefined) firsts.set(plain, index);
    return first;
  });
}

/**
 * For each text the first earlier one that it repeats, if any. Long texts are compared by the Jaccard similarity of their word shingles, found by
 * MinHash and banding: A. Broder, On the resemblance and containment of documents, 1997. Pairs at the threshold are missed in one of 200 cases,
 * closer ones practically never; the time is proportional to the texts' length.
 */
export function findRepeats(texts: readonly string[]): readonly (Repeat | undefined)[] {
  const plain = texts.map(plainText);
  const same = firstsOf(plain);
  const shingles = ownShingles(
    plain.map((text, index) => (same[index] === undefined ? shinglesOf(text) : new Uint32Array())),
  );
  const buckets = new Map<number, number[]>();
  return texts.map((_, index) => {
    const first = same[index];
    if (first !== undefined) return { first, same: true };
    const near = nearest(index, shingles, buckets);
    return near === undefined ? undefined : { first: near, same: false };
  });
}

/** Hashes of every run of words; none for a text of few. */
function shinglesOf(text: string): Uint32Array {
  const words = wordHashes(text);
  if (words.length < FEWEST_WORDS) return new Uint32Array();
  const shingles = new Uint32Array(words.length - SHINGLE_WORDS + 1);
  for (let at = 0; at < shingles.length; at += 1) {
    let hash = 0;
    for (let word = at; word < at + SHINGLE_WORDS; word += 1)
      hash = Math.imul(hash ^ (words[word] ?? 0), 0x9e3779b1) ^ (hash >>> 15);
    shingles[at] = hash;
  }
  return shingles;
}

const SPACE = 32;
const OFFSET = 0x811c9dc5;

/** FNV-1a, 32 bits, of every word, over UTF-16 code units. Without cutting the words out: a megabyte has very many. */
function wordHashes(text: string): readonly number[] {
  const hashes: number[] = [];
  let hash = OFFSET;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === SPACE) {
      hashes.push(hash);
      hash = OFFSET;
    } else hash = Math.imul(hash ^ unit, 0x01000193);
  }
  hashes.push(hash);
  return hashes;
}

/**
 * The shingles without those that many texts have: instructions and passages that every input repeats. None for a text with so many of its own that
 * none other can be nearly the same, which is most texts.
 */
function ownShingles(all: readonly Uint32Array[]): readonly Uint32Array[] {
  const most = Math.max(COMMON.least, all.length * COMMON.share);
  const total = all.reduce((sum, shingles) => sum + shingles.length, 0);
  // A table of counters by hash: two shingles that share one are rare with so many, and then count as commoner than they are.
  const counters = new Uint32Array(2 ** Math.ceil(Math.log2(1024 + total * 4)));
  const mask = counters.length - 1;
  for (const shingles of all)
    for (const one of shingles) counters[one & mask] = (counters[one & mask] ?? 0) + 1;
  return all.map((shingles) => {
    const own = shingles.filter((one) => (counters[one & mask] ?? 0) <= most);
    const shared = own.reduce((count, one) => count + ((counters[one & mask] ?? 0) > 1 ? 1 : 0), 0);
    return shared < own.length * NEAR ? new Uint32Array() : own;
  });
}

/** The first earlier text that is nearly the one at `index`; files the text under its buckets. */
function nearest(
  index: number,
  all: readonly Uint32Array[],
  buckets: Map<number, number[]>,
): number | undefined {
  const own = all[index] ?? new Uint32Array();
  if (own.length < FEWEST_WORDS - SHINGLE_WORDS + 1) return undefined;
  const candidates: number[] = [];
  for (let band = 0; band < BANDS; band += 1) {
    const key = bandOf(own, band);
    const bucket = buckets.get(key);
    if (!bucket) buckets.set(key, [index]);
    else {
      candidates.push(...bucket);
      if (bucket.length < COMPARED) bucket.push(index);
    }
  }
  if (candidates.length === 0) return undefined;
  const set = new Set(own);
  const inOrder = [...new Set(candidates)].sort((a, b) => a - b);
  return inOrder.find((other) => jaccard(set, new Set(all[other])) >= NEAR);
}

/** One hash for a band of the MinHash signature. */
function bandOf(shingles: Uint32Array, band: number): number {
  let key = band + 1;
  for (let row = 0; row < ROWS; row += 1)
    key = Math.imul(key ^ minimum(shingles, band * ROWS + row), 0x85ebca6b) ^ (key >>> 13);
  return key;
}

/** The least of the shingles' hashes under one of the hash functions. */
function minimum(shingles: Uint32Array, hash: number): number {
  const factor = Math.imul(hash + 1, 0x9e3779b1) | 1;
  const shift = Math.imul(hash + 1, 0x7feb352d);
  let least = 0xffffffff;
  for (const shingle of shingles) {
    const mixed = Math.imul(shingle ^ shift, factor);
    const value = (mixed ^ (mixed >>> 15)) >>> 0;
    if (value < least) least = value;
  }
  return least;
}

function jaccard(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let common = 0;
  for (const shingle of other) if (one.has(shingle)) common += 1;
  return common / (one.size + other.size - common);
}
