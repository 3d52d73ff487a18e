import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyOfTinyModel, tinyFolder } from '../models/testing/tinyModel';
import { loadTokenizer } from './tokenizer';

interface Json {
  model: Record<string, unknown> & { vocab: [string, unknown][] };
  [part: string]: unknown;
}

const sequence = (key: string, ...parts: object[]): object => ({ type: 'Sequence', [key]: parts });
const token = (content: string, more: object = {}): object => ({ id: 9, content, special: true, ...more });

describe('a Unigram tokenizer', () => {
  let copy: Awaited<ReturnType<typeof copyOfTinyModel>>;
  beforeEach(async () => {
    copy = await copyOfTinyModel('tiny-t5');
  });
  afterEach(() => copy.remove());

  async function loadEdited(edit: (json: Json) => void): ReturnType<typeof loadTokenizer> {
    const path = join(copy.folder, 'tokenizer.json');
    const json = JSON.parse(await readFile(path, 'utf8')) as Json;
    edit(json);
    await writeFile(path, JSON.stringify(json));
    return loadTokenizer(copy.folder);
  }

  it.each<[string, (json: Json) => void]>([
    ['an empty vocabulary', ({ model }) => (model.vocab = [])],
    ['a piece without a score', ({ model }) => (model.vocab[5] = ['x', null])],
    ['a piece that is no pair', ({ model }) => (model.vocab[5] = null as never)],
    ['no piece for unknown text', ({ model }) => (model['unk_id'] = null)],
    ['a piece for unknown text that is not there', ({ model }) => (model['unk_id'] = 480)],
    ['added tokens that are no list', (json) => (json['added_tokens'] = {})],
    ['an added token that is none', (json) => (json['added_tokens'] = [null])],
    ['an empty added token', (json) => (json['added_tokens'] = [token('')])],
    [
      'a token found in normalized text',
      (json) => (json['added_tokens'] = [token('x', { normalized: true })]),
    ],
    ['a token found as a word', (json) => (json['added_tokens'] = [token('x', { single_word: true })])],
    ['a charsmap that is none', (json) => (json['normalizer'] = { type: 'Precompiled' })],
    [
      'a broken charsmap',
      (json) => (json['normalizer'] = { type: 'Precompiled', precompiled_charsmap: 'AAAA' }),
    ],
    ['an unknown normalizer', (json) => (json['normalizer'] = { type: 'Lowercase' })],
    ['a normalizer that is no object', (json) => (json['normalizer'] = 'Precompiled')],
    ['a sequence of nothing', (json) => (json['normalizer'] = { type: 'Sequence' })],
    [
      'an unknown pre-tokenizer',
      (json) => (json['pre_tokenizer'] = sequence('pretokenizers', { type: 'Digits' })),
    ],
    [
      'a mark before the first word, where the text is in words already',
      (json) =>
        (json['pre_tokenizer'] = sequence(
          'pretokenizers',
          { type: 'WhitespaceSplit' },
          { type: 'Metaspace', prepend_scheme: 'first' },
        )),
    ],
    [
      'a mark before some words',
      (json) => (json['pre_tokenizer'] = { type: 'Metaspace', prepend_scheme: 'some' }),
    ],
    [
      'a regular expression that no converter writes',
      (json) => (json['normalizer'] = { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' }),
    ],
    [
      'a replacement of nothing',
      (json) => (json['normalizer'] = { type: 'Replace', pattern: { String: '' }, content: ' ' }),
    ],
    [
      'a replacement by nothing',
      (json) => (json['normalizer'] = { type: 'Replace', pattern: { String: 'a' } }),
    ],
    ['an unknown decoder', (json) => (json['decoder'] = sequence('decoders', { type: 'WordPiece' }))],
  ])('is refused with %s', async (_, edit) => {
    await expect(loadEdited(edit)).rejects.toMatchObject({
      name: 'UserError',
      code: 'badModel',
      message: `${join(copy.folder, 'tokenizer.json')} is not a tokenizer this version can read: install the model again.`,
    });
  });

  it('takes the longest of the added tokens, whatever characters they have', async () => {
    const tokenizer = await loadEdited((json) => {
      const contents = ['<|a|>', '<|a|>(b-c)', '$^.*[x]\\'];
      json['added_tokens'] = contents.map((content, index) => ({ ...token(content), id: 480 + index }));
    });
    expect(tokenizer.encode('<|a|>(b-c)<|a|>$^.*[x]\\')).toEqual([481, 480, 482]);
    expect(tokenizer.decode([480, 482])).toBe('<|a|>$^.*[x]\\');
  });

  it('is read without added tokens, normalizer, pre-tokenizer and decoder', async () => {
    const tokenizer = await loadEdited((json) => {
      json['added_tokens'] = [];
      for (const part of ['normalizer', 'pre_tokenizer', 'decoder']) json[part] = null;
    });
    const decoded = tokenizer.decode(tokenizer.encode('the <pad> ﬁ'));
    expect(decoded).toBe('the <0x20> < p a d > <0x20> <0xEF> <0xAC> <0x81>');
  });

  it('marks words as its file says', async () => {
    const never = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'never', split: true };
    const tokenizer = await loadEdited((json) => {
      json['pre_tokenizer'] = never;
      json['decoder'] = never;
    });
    const split = tokenizer.encode('the the');
    expect(tokenizer.decode(split.slice(0, 1))).toBe('the');
    expect(tokenizer.decode(split.slice(1))).toBe(' the');
    const legacy = await loadEdited((json) => {
      json['pre_tokenizer'] = { type: 'Metaspace', replacement: '▁', add_prefix_space: true };
    });
    expect(tokenizer.decode(legacy.encode('the'))).toBe(' the');
  });

  it('reads an unpaired surrogate as the mark of replacement, and skips ids it does not have', async () => {
    const tokenizer = await loadTokenizer(copy.folder);
    expect(tokenizer.encode('a\ud83d b')).toEqual(tokenizer.encode('a\ufffd b'));
    expect(tokenizer.decode([...tokenizer.encode('the'), 9999])).toBe('the');
  });

  it('knows no length of text that is enough for a number of tokens', async () => {
    const tokenizer = await loadTokenizer(copy.folder);
    expect(tokenizer.encode(`a${' '.repeat(100_000)}a`)).toHaveLength(2);
    expect('text'.slice(0, tokenizer.longestToken)).toBe('text');
    expect(tokenizer.longestToken).toBe(Infinity);
  });
});

it('knows the longest token of a byte-level tokenizer', async () => {
  const tokenizer = await loadTokenizer(tinyFolder('tiny-gpt2'));
  expect(tokenizer.longestToken).toBe('<|endoftext|>'.length);
});
