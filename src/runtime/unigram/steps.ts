import { Charsmap } from './charsmap';

/** One part of `tokenizer.json`. */
interface Part {
  readonly type?: unknown;
  readonly precompiled_charsmap?: unknown;
  readonly replacement?: unknown;
  readonly prepend_scheme?: unknown;
  readonly add_prefix_space?: unknown;
  readonly split?: unknown;
  readonly normalizers?: unknown;
  readonly pretokenizers?: unknown;
  readonly decoders?: unknown;
}

type Step = (texts: readonly string[]) => string[];

const BYTE_PIECE = /^<0x([0-9a-f]{2})>$/i;

function unknownPart(part: Part): Error {
  return new Error(
    `${JSON.stringify(part).slice(0, 200)} is no part of a Unigram tokenizer that is understood`,
  );
}

/** The parts of a normalizer, pre-tokenizer or decoder, which may be none, one or a sequence. */
function partsOf(value: unknown): readonly Part[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') throw new Error('a part of the tokenizer is not an object');
  const part: Part = value;
  if (part.type !== 'Sequence') return [part];
  const inner = part.normalizers ?? part.pretokenizers ?? part.decoders;
  if (!Array.isArray(inner)) throw unknownPart(part);
  return inner.flatMap(partsOf);
}

/** The mark that stands for a space, and whether each word gets one in front. */
function markOf(part: Part): { readonly mark: string; readonly prepend: boolean } {
  const { replacement: mark = '▁', prepend_scheme: scheme, add_prefix_space: legacy = true } = part;
  const prepend = scheme === undefined ? legacy === true : scheme === 'always';
  if (typeof mark !== 'string' || mark.length !== 1 || scheme === 'first') throw unknownPart(part);
  return { mark, prepend };
}

function marked(part: Part): Step {
  const { mark, prepend } = markOf(part);
  const split = part.split !== false;
  return (texts) => {
    const words: string[] = [];
    for (const text of texts) {
      const spaced = text.replaceAll(' ', mark);
      const word = prepend && !spaced.startsWith(mark) ? mark + spaced : spaced;
      let start = 0;
      for (let end = word.indexOf(mark, 1); split && end > 0; end = word.indexOf(mark, end + 1)) {
        words.push(word.slice(start, end));
        start = end;
      }
      words.push(word.slice(start));
    }
    return words;
  };
}

function unmarked(part: Part): Step {
  const { mark, prepend } = markOf(part);
  return (tokens) => tokens.map((token, index) => token.replaceAll(mark, index === 0 && prepend ? '' : ' '));
}

/** Byte pieces that follow each other become the text that they encode, or a mark of replacement each where they encode none. */
function joinBytes(tokens: readonly string[]): string[] {
  const texts: string[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let bytes: number[] = [];
  const flush = (): void => {
    try {
      texts.push(decoder.decode(Uint8Array.from(bytes)));
    } catch {
      texts.push('\ufffd'.repeat(bytes.length));
    }
    bytes = [];
  };
  for (const token of tokens) {
    const byte = BYTE_PIECE.exec(token)?.[1];
    if (byte !== undefined) {
      bytes.push(parseInt(byte, 16));
      continue;
    }
    if (bytes.length > 0) flush();
    texts.push(token);
  }
  if (bytes.length > 0) flush();
  return texts;
}

/** Text as the model knows it. Throws where the tokenizer normalizes in a way that is not understood. */
export function normalizerOf(value: unknown): (text: string) => string {
  const charsmaps = partsOf(value).map((part) => {
    if (part.type !== 'Precompiled' || typeof part.precompiled_charsmap !== 'string') throw unknownPart(part);
    return new Charsmap(part.precompiled_charsmap);
  });
  return (text) => charsmaps.reduce((normalized, charsmap) => charsmap.normalize(normalized), text);
}

/** Normalized text to words. White space is what Unicode calls so, of which JavaScript's `\\s` differs in two characters. */
export function splitterOf(value: unknown): (text: string) => readonly string[] {
  const steps = partsOf(value).map((part): Step => {
    if (part.type === 'Metaspace') return marked(part);
    if (part.type !== 'WhitespaceSplit') throw unknownPart(part);
    return (texts) => texts.flatMap((text) => text.match(/\P{White_Space}+/gu) ?? []);
  });
  return (text) => steps.reduce<readonly string[]>((texts, step) => step(texts), [text]);
}

/** Tokens to text, with spaces between them where the tokenizer does not say how. */
export function joinerOf(value: unknown): (tokens: readonly string[]) => string {
  if (value === null || value === undefined) return (tokens) => tokens.join(' ');
  const steps = partsOf(value).map((part): Step => {
    if (part.type === 'Metaspace') return unmarked(part);
    if (part.type !== 'ByteFallback') throw unknownPart(part);
    return joinBytes;
  });
  return (tokens) => steps.reduce<readonly string[]>((texts, step) => step(texts), tokens).join('');
}
