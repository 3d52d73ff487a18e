import type { Tokenizer } from '../../mend/template';
import { AddedTokens } from './addedTokens';
import { joinerOf } from './joiner';
import { normalizerOf } from './normalizer';
import { Pieces } from './pieces';
import { splitterOf } from './splitter';

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
  const added = new AddedTokens(json.added_tokens);
  const normalize = normalizerOf(json.normalizer);
  const split = splitterOf(json.pre_tokenizer);
  const join = joinerOf(json.decoder);
  const texts = vocab.map(([piece]) => piece);
  for (const [content, id] of added) texts[id] = content;

  return {
    encode: (text) =>
      added
        // The library's strings cannot hold unpaired surrogates.
        .split(text.replace(/\p{Surrogate}/gu, '\ufffd'))
        .flatMap((span) =>
          'id' in span
            ? [span.id]
            : split(normalize(span.text), span.first).flatMap((word) => pieces.encode(word)),
        ),
    decode: (ids) => join(ids.flatMap((id) => texts[id] ?? [])),
    // White space and what the normalizer deletes are part of no token, so no length of text is enough for a number of tokens.
    longestToken: Infinity,
  };
}
