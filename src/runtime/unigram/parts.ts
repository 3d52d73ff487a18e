/** One part of a normalizer, pre-tokenizer or decoder of `tokenizer.json`; which fields it has depends on its type. */
export interface Part {
  readonly type?: unknown;
  readonly precompiled_charsmap?: unknown;
  readonly strip_left?: unknown;
  readonly strip_right?: unknown;
  readonly pattern?: unknown;
  readonly content?: unknown;
  readonly replacement?: unknown;
  readonly prepend_scheme?: unknown;
  readonly add_prefix_space?: unknown;
  readonly split?: unknown;
  readonly normalizers?: unknown;
  readonly pretokenizers?: unknown;
  readonly decoders?: unknown;
}

export function unknownPart(part: Part): Error {
  return new Error(
    `${JSON.stringify(part).slice(0, 200)} is no part of a Unigram tokenizer that is understood`,
  );
}

/** The parts of a normalizer, pre-tokenizer or decoder, which may be none, one or a sequence. */
export function partsOf(value: unknown): readonly Part[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') throw new Error('a part of the tokenizer is not an object');
  const part: Part = value;
  if (part.type !== 'Sequence') return [part];
  const inner = part.normalizers ?? part.pretokenizers ?? part.decoders;
  if (!Array.isArray(inner)) throw unknownPart(part);
  return inner.flatMap(partsOf);
}

/** What a `Replace` part does. Of regular expressions only the one that converters write is understood: spaces in a row. */
export function replacing(part: Part): (text: string) => string {
  const { pattern, content } = part;
  if (typeof pattern !== 'object' || pattern === null || typeof content !== 'string') throw unknownPart(part);
  if ('String' in pattern && typeof pattern.String === 'string' && pattern.String !== '') {
    const { String: found } = pattern;
    return (text) => text.replaceAll(found, () => content);
  }
  if (!('Regex' in pattern) || pattern.Regex !== ' {2,}') throw unknownPart(part);
  return (text) => text.replace(/ {2,}/g, () => content);
}

/** How a `Metaspace` part marks spaces. */
export interface Marks {
  /** The mark that stands for a space. */
  readonly mark: string;
  /** Which words get one in front: every one, the first of the text, or none. */
  readonly prepend: 'always' | 'first' | 'never';
}

export function marksOf(part: Part): Marks {
  const { replacement: mark = '▁', prepend_scheme: scheme, add_prefix_space: legacy = true } = part;
  const prepend = scheme ?? (legacy === true ? 'always' : 'never');
  if (typeof mark !== 'string' || mark.length !== 1) throw unknownPart(part);
  if (prepend !== 'always' && prepend !== 'first' && prepend !== 'never') throw unknownPart(part);
  return { mark, prepend };
}
