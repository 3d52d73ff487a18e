import { expect, it } from 'vitest';
import { isOwnFile } from './ownFiles';

it.each([
  ['/w/notes.md.mend.safetensors', true],
  ['/w/notes.md-2.mend.safetensors', true],
  ['/w/notes.md-13.mend.safetensors', true],
  ['/w/notes.md-copy.mend.safetensors', false],
  ['/w/notes.mdx.mend.safetensors', false],
  ['/w/notes.md', false],
  ['/w/notes.md-2.safetensors', false],
  ['/w/old/notes.md.mend.safetensors', false],
  ['/v/notes.md.mend.safetensors', false],
])('%s', (file, own) => {
  expect(isOwnFile('/w/notes.md.mend.safetensors')(file)).toBe(own);
});
