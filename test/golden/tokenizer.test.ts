import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadTokenizer } from '../../src/runtime/tokenizer';
import golden from './tokenizer.json';

it('encodes and decodes every golden string as the tokenizers library does', async () => {
  const tokenizer = await loadTokenizer(join(__dirname, '../fixtures/tiny-gpt2'));
  expect(golden.cases.length).toBeGreaterThan(300);
  for (const { text, ids, decoded } of golden.cases) {
    expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
    expect(tokenizer.decode(ids), JSON.stringify(text)).toBe(decoded);
  }
});
