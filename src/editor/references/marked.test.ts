import { describe, expect, it } from 'vitest';
import { findReferences } from './findReferences';
import { isUsed } from './marked';

const used = (text: string, languageId: string): boolean => {
  const [reference] = findReferences(text);
  return reference !== undefined && isUsed(text, reference, languageId);
};

describe('isUsed', () => {
  it.each([
    ['python', 'x = 1\nvectors = load("a.mend.safetensors")'],
    ['json', '{"file": "a.mend.safetensors"}'],
    ['yaml', 'file: a.mend.safetensors'],
    ['shellscript', 'mend predict --vectors a.mend.safetensors'],
  ])('takes what %s reads', (language, text) => {
    expect(used(text, language)).toBe(true);
  });

  it.each([
    ['markdown', 'Open "a.mend.safetensors".'],
    ['plaintext', '"a.mend.safetensors"'],
    ['python', '# load("a.mend.safetensors")'],
    ['typescript', '  // read("a.mend.safetensors")'],
    ['typescript', ' * read("a.mend.safetensors")'],
    ['yaml', '# file: a.mend.safetensors'],
    ['typescript', 'const a = b /* a.mend.safetensors */'],
    ['python', 'print("The vectors are in a.mend.safetensors")'],
  ])('leaves what %s only tells: %s', (language, text) => {
    expect(used(text, language)).toBe(false);
  });
});
