import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Charsmap } from './charsmap';

const file = join(__dirname, '../../../test/fixtures/tiny-t5/tokenizer.json');
const json = JSON.parse(readFileSync(file, 'utf8')) as { normalizer: { precompiled_charsmap: string } };

describe("SentencePiece's rules", () => {
  const charsmap = new Charsmap(json.normalizer.precompiled_charsmap);

  it.each([
    ['plain ASCII stays', 'a~b c', 'a~b c'],
    ['compatibility characters become plain ones', 'ﬁ①Ｆ㎏', 'fi1Fkg'],
    ['control characters go', 'a\u0007\u007fb', 'ab'],
    ['white space becomes a space', 'a\tb\u3000c\ufeffd', 'a b c d'],
    ['the two characters of a line end are one', 'a\r\nb\n\rc', 'a b  c'],
    ['a base and its mark become one character', 'e\u0301a\u0300', 'éà'],
    ['further marks of a short cluster are lost', 'a\u0300\u0301', 'à'],
    ['in a long cluster each character is by itself', 'a\u0300\u0301\u0302', 'a\u0300\u0301\u0302'],
    ['a character before draws the mark into a longer cluster', '\u0600a\u0300', '\u0600a\u0300'],
    ['what NFKC would change and the rules do not stays', '\uff5e\u1112\u1161', '\uff5e\u1112\u1161'],
    ['characters beyond the first 65536 are found', '𝐁𝟘🙂', 'B0🙂'],
  ])('%s', (_, text, normalized) => {
    expect(charsmap.normalize(text)).toBe(normalized);
  });

  it('takes a time in proportion to the text', () => {
    // The segmenter alone takes minutes for this.
    expect(charsmap.normalize('日本語e\u0301'.repeat(60_000))).toHaveLength(240_000);
    expect(charsmap.normalize(`a${'\u0301'.repeat(200_000)}`)).toHaveLength(200_001);
  });
});

/** A charsmap with one rule, for one byte. */
function oneRule(byte: number, replacement: string): string {
  const units = new Uint32Array(256);
  // The place of the value is that of the byte, combined with the byte's offset: 1.
  units[byte] = byte | (1 << 8) | ((byte ^ 1) << 10);
  units[1] = 0x80000000;
  const size = Buffer.alloc(4);
  size.writeUInt32LE(units.byteLength);
  return Buffer.concat([size, Buffer.from(units.buffer), Buffer.from(`${replacement}\0`)]).toString('base64');
}

it('replaces ASCII too where there are rules for it', () => {
  const charsmap = new Charsmap(oneRule(0x41, 'ä'));
  expect(charsmap.normalize('ABBA')).toBe('äBBä');
});

it.each([
  ['nothing', ''],
  ['no trie', Buffer.alloc(8).toString('base64')],
  ['a trie that ends early', oneRule(0x41, '').slice(0, 400)],
])('refuses %s', (_, charsmap) => {
  expect(() => new Charsmap(charsmap)).toThrow();
});
