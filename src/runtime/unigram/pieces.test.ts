import { describe, expect, it } from 'vitest';
import { Pieces } from './pieces';

const UNKNOWN = 0;
const SMALL: readonly [string, number][] = [
  ['<unk>', 0],
  ['a', -2],
  ['b', -2],
  ['aa', -4],
  ['ab', -3],
  ['🙂a', -1],
];
const BYTES = Array.from({ length: 256 }, (_, byte): [string, number] => [
  `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  -100,
]);

describe('a Unigram model', () => {
  const pieces = new Pieces(SMALL, UNKNOWN, false);

  it('takes the likeliest pieces', () => {
    expect(pieces.encode('ab')).toEqual([4]);
    expect(pieces.encode('ba')).toEqual([2, 1]);
    expect(pieces.encode('')).toEqual([]);
  });

  it('takes the longest last piece of what is equally likely', () => {
    expect(pieces.encode('aa')).toEqual([3]);
    expect(pieces.encode('aaa')).toEqual([1, 3]);
  });

  it('makes one unknown token of unknown characters that follow each other', () => {
    expect(pieces.encode('xyz')).toEqual([UNKNOWN]);
    expect(pieces.encode('日本ax🙃b')).toEqual([UNKNOWN, 1, UNKNOWN, 2]);
  });

  it('never cuts a character in two', () => {
    expect(pieces.encode('🙂a🙂')).toEqual([5, UNKNOWN]);
  });

  it('ends: a word is not limited in length', () => {
    expect(pieces.encode('ab'.repeat(100_000))).toHaveLength(100_000);
  });
});

describe('byte fallback', () => {
  const pieces = new Pieces([...SMALL, ...BYTES], UNKNOWN, true);
  const byte = (value: number): number => SMALL.length + value;

  it('spells unknown characters in bytes', () => {
    expect(pieces.encode('aéb')).toEqual([1, byte(0xc3), byte(0xa9), 2]);
    expect(pieces.encode('日')).toEqual([byte(0xe6), byte(0x97), byte(0xa5)]);
  });

  it('leaves them unknown where a byte has no piece', () => {
    const some = new Pieces([...SMALL, ...BYTES.slice(0, 0xc4)], UNKNOWN, true);
    expect(some.encode('ařb')).toEqual([1, UNKNOWN, 2]);
    expect(some.encode('aéb')).toEqual([1, byte(0xc3), byte(0xa9), 2]);
  });

  it('knows the piece for unknown text when the text spells it', () => {
    expect(pieces.encode('<unk>')).toEqual([UNKNOWN]);
  });
});
