import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encodeMetadata } from './metadata';
import { exampleFile, exampleMetadata } from './testing/exampleFile';
import { hexdump } from './testing/hexdump';
import { encodeVectorFile } from './vectorFile';

const page = readFileSync('docs/vector-file.md', 'utf8');

it('shows the bytes that are written', () => {
  expect(/```hexdump\n([^`]+)\n```/.exec(page)?.[1]).toBe(hexdump(encodeVectorFile(exampleFile)));
});

it('names every key of the metadata, and no other', () => {
  const full = {
    ...exampleMetadata,
    labels: ['a'],
    fidelity: { kl: 0, top1Agreement: 1, queries: 1, of: 'demonstration inputs' },
    pinned: [],
    demonstrationsText: [],
  };
  const documented = [...page.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(documented.sort()).toEqual(Object.keys(encodeMetadata(full, 2, 3)).sort());
});
