import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Tokenizer } from '../mend/template';
import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { specialTokens } from './specialTokens';
import { type UnigramJson, unigramTokenizer } from './unigram/unigramTokenizer';

/** A tokenizer with the ids of its tokens that stand for no text. */
export interface LoadedTokenizer extends Tokenizer {
  readonly special: ReadonlySet<number>;
}

interface BpeJson {
  readonly model?: { readonly vocab?: Readonly<Record<string, number>> };
  readonly added_tokens?: readonly { readonly content: string }[];
}

async function readJson(path: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value;
    throw new TypeError('not an object');
  } catch (cause) {
    throw new UserError(
      'badModel',
      sentence('{0} is not a readable JSON file: install the model again.', path),
      {
        cause,
      },
    );
  }
}

/** In the byte-level alphabet a token has one character a byte, and no text has more code units than bytes. */
function longestToken(json: BpeJson): number {
  const added = json.added_tokens ?? [];
  let longest = 1;
  for (const token of Object.keys(json.model?.vocab ?? {})) longest = Math.max(longest, token.length);
  for (const token of added) longest = Math.max(longest, token.content.length);
  return longest;
}

function bpeTokenizer(json: BpeJson, config: object): Tokenizer {
  const tokenizer = new HuggingFaceTokenizer(json, config);
  return {
    encode: (text) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (ids) =>
      ids.length === 0
        ? ''
        : tokenizer.decode([...ids], { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
    longestToken: longestToken(json),
  };
}

function isUnigram(json: object): json is UnigramJson {
  const { model } = json as { readonly model?: { readonly vocab?: unknown } | null };
  return Array.isArray(model?.vocab);
}

/** Loads `tokenizer.json` and `tokenizer_config.json` of a model folder. Throws `badModel`. */
export async function loadTokenizer(folder: string): Promise<LoadedTokenizer> {
  const path = join(folder, 'tokenizer.json');
  const json = await readJson(path);
  const config = await readJson(join(folder, 'tokenizer_config.json'));
  try {
    const tokenizer = isUnigram(json) ? unigramTokenizer(json) : bpeTokenizer(json, config);
    return { ...tokenizer, special: specialTokens(json) };
  } catch (cause) {
    throw new UserError(
      'badModel',
      sentence('{0} is not a tokenizer this version can read: install the model again.', path),
      { cause },
    );
  }
}
