import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tokenizer } from '../../src/mend/template';
import { loadTokenizer } from '../../src/runtime/tokenizer';
import bpe from './tokenizer.json';
import unigram from './tokenizer-unigram.json';

interface Json {
  readonly model: object;
  readonly normalizer: object;
  readonly added_tokens: readonly object[];
}

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly decoded: string;
}

const fixtures = join(__dirname, '../fixtures');
let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'mend-tokenizer-'));
  await copyFile(join(fixtures, 'tiny-t5/tokenizer_config.json'), join(temporary, 'tokenizer_config.json'));
});
afterAll(() => rm(temporary, { recursive: true }));

async function tinyUnigram(): Promise<Json> {
  return JSON.parse(await readFile(join(fixtures, 'tiny-t5/tokenizer.json'), 'utf8')) as Json;
}

async function loadDescribed(description: object): Promise<Tokenizer> {
  await writeFile(join(temporary, 'tokenizer.json'), JSON.stringify(description));
  return loadTokenizer(temporary);
}

function check(tokenizer: Tokenizer, cases: readonly Case[]): void {
  for (const { text, ids, decoded } of cases) {
    expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
    expect(tokenizer.decode(ids), JSON.stringify(text)).toBe(decoded);
  }
}

describe('encodes and decodes every golden string as the tokenizers library does', () => {
  it('with byte-level BPE', async () => {
    expect(bpe.cases.length).toBeGreaterThan(300);
    check(await loadTokenizer(join(fixtures, 'tiny-gpt2')), bpe.cases);
  });

  it('with Unigram', async () => {
    expect(unigram.cases.length).toBeGreaterThan(500);
    check(await loadTokenizer(join(fixtures, 'tiny-t5')), unigram.cases);
  });

  it('with Unigram as T5 has it, where characters can be unknown', async () => {
    const json = await tinyUnigram();
    const tokenizer = await loadDescribed({
      ...json,
      model: { ...json.model, byte_fallback: false },
      decoder: unigram.ties.tokenizer.decoder,
    });
    const changed = new Map(unigram.withoutBytes.map((each) => [each.text, each]));
    expect(changed.size).toBeGreaterThan(200);
    check(
      tokenizer,
      unigram.cases.map((each) => changed.get(each.text) ?? each),
    );
  });

  it.each(unigram.converted)(
    'with Unigram as a converter puts it together: $name',
    async ({ normalizers, pre_tokenizer: splitter, decoder, strips, cases }) => {
      const json = await tinyUnigram();
      expect(cases.length).toBeGreaterThan(200);
      const tokenizer = await loadDescribed({
        ...json,
        normalizer: { type: 'Sequence', normalizers: [json.normalizer, ...normalizers] },
        pre_tokenizer: splitter,
        decoder,
        added_tokens: json.added_tokens.map((token) => ({ ...token, lstrip: strips, rstrip: strips })),
      });
      check(tokenizer, cases);
    },
  );

  it('where many segmentations are equally likely but for the last bit of a sum', async () => {
    expect(unigram.ties.cases.length).toBeGreaterThan(200);
    check(await loadDescribed(unigram.ties.tokenizer), unigram.ties.cases);
  });
});
