import { expect, it } from 'vitest';
import { outputName } from './outputName';

it('keeps the whole name of the document, and its folder', () => {
  expect(outputName('notes.md')).toBe('notes.md.mend.safetensors');
  expect(outputName('few/few.shot.txt')).toBe('few/few.shot.txt.mend.safetensors');
  expect(outputName('LICENSE')).toBe('LICENSE.mend.safetensors');
});
