import type { Tokenizer } from '../../mend/template';
import { Pieces } from './pieces';
import { joinerOf, normalizerOf, splitterOf } from './steps';

/** What is read of a `tokenizer.json`; `model.vocab` is a list in Unigram models, an object in all others. */
export interface UnigramJson {
  readonly model: {
    readonly vocab: readonly unknown[];
    readonly unk_id?: unknown;
    readonly byte_fallback?: unknown;
  };
  readonly added_tokens?: unknown;
  readonly normalizer?: unknown;
  readonly pre_tokenizer?: unknown;
  readonly decoder?: unknown;
}

function isPiece(value: unknown): value is readonly [string, number] {
  return (
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'
  );
}

/** Tokens that are found in the text before anything else is done with it, and their ids. */
function addedTokens(value: unknown): ReadonlyMap<string, number> {
  if (value !== undefined && !Array.isArray(value)) throw new Error('added_tokens is not a list');
  const tokens = (value ?? []) as readonly Readonly<Record<string, unknown>>[];
  return new Map(
    tokens.map(({ content, id, normalized, single_word: singleWord }) => {
      // White space beside a token is dropped anyway, so `lstrip` and `rstrip` change nothing.
      if (typeof content !== 'string' || content === '' || typeof id !== 'number')
        throw new Error('no token');
      if (normalized === true || singleWord === true) throw new Error(`${content} is matched in its own way`);
      return [content, id];
    }),
  );
}

/** Matches the longest added token at each place; nothing where there are none. */
function matching(tokens: Iterable<string>): RegExp {
  const longestFirst = [...tokens].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`(${escaped.join('|') || '(?!)'})`, 'u');
}

/**
 * A tokenizer of T5's kind, token for token as the `tokenizers` library has it. In place of `@huggingface/tokenizers`, which normalizes
 * by an approximation, knows no byte fallback in Unigram models and joins bytes and spaces otherwise. Throws where the file is broken
 * or of a kind that is not understood.
 */
export function unigramTokenizer(json: UnigramJson): Tokenizer {
  const { vocab, unk_id: unknown, byte_fallback: byteFallback } = json.model;
  if (!vocab.every(isPiece)) throw new Error('the vocabulary does not hold pieces and scores');
  if (typeof unknown !== 'number' || vocab[unknown] === undefined) throw new Error('unk_id names no piece');
  const pieces = new Pieces(vocab, unknown, byteFallback === true);
  const added = addedTokens(json.added_tokens);
  const splitAdded = matching(added.keys());
  const normalize = normalizerOf(json.normalizer);
  const split = splitterOf(json.pre_tokenizer);
  const join = joinerOf(json.decoder);
  const texts = vocab.map(([piece]) => piece);
  for (const [content, id] of added) texts[id] = content;

  const encodePart = (part: string, index: number): readonly number[] => {
    // Every second part is an added token.
    const id = index % 2 === 1 ? added.get(part) : undefined;
    if (id !== undefined) return [id];
    return part === '' ? [] : split(normalize(part)).flatMap((word) => pieces.encode(word));
  };

  return {
    // The library's strings cannot hold unpaired surrogates.
    encode: (text) =>
      text
        .replace(/\p{Surrogate}/gu, '\ufffd')
        .split(splitAdded)
        .flatMap(encodePart),
    decode: (ids) => join(ids.flatMap((id) => texts[id] ?? [])),
    // White space and what the normalizer deletes are part of no token, so no length of text is enough for a number of tokens.
    longestToken: Infinity,
  };
}
