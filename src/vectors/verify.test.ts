import { expect, it } from 'vitest';
import { exampleFile, exampleMetadata } from './testing/exampleFile';
import { verifyVectorFile, type VectorExpectation } from './verify';

const { family, targetId, targetHash, tokenizerHash, template } = exampleMetadata;
const fitting: VectorExpectation = { family, targetId, targetHash, tokenizerHash, template, width: 3 };

it('refuses a T5 vectors of a GPT-2, and the other way round', () => {
  const t5File = { ...exampleFile, metadata: { ...exampleMetadata, family: 't5' } };
  expect(() => verifyVectorFile(exampleFile, { ...fitting, family: 't5' }, '/x')).toThrow(
    '/x was made for the family gpt2, but the model here has t5: choose the model it was made for, or distil again.',
  );
  expect(() => verifyVectorFile(t5File, fitting, '/x')).toThrow(
    '/x was made for the family t5, but the model here has gpt2: choose the model it was made for, or distil again.',
  );
});

it('accepts the model the vectors were made for', () => {
  expect(() => verifyVectorFile(exampleFile, fitting, '/x')).not.toThrow();
});

it.each<[keyof VectorExpectation, Partial<VectorExpectation>, string]>([
  ['targetId', { targetId: 'other' }, 'the target LM tiny-target, but the model here has other'],
  [
    'targetHash',
    { targetHash: 'f'.repeat(64) },
    `weights ${'a'.repeat(16)}…, but the model here has ${'f'.repeat(16)}…`,
  ],
  [
    'tokenizerHash',
    { tokenizerHash: '0'.repeat(64) },
    `the tokenizer ${'c'.repeat(16)}…, but the model here has ${'0'.repeat(16)}…`,
  ],
  ['width', { width: 4 }, 'the width 3, but the model here has 4'],
  ['template', { template: { ...template, inputSuffix: '\n' } }, '"inputSuffix":"\\n"'],
])('refuses another %s, naming both', (_, change, part) => {
  try {
    verifyVectorFile(exampleFile, { ...fitting, ...change }, '/x/a.mend.safetensors');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'vectorMismatch' });
    expect((error as Error).message).toContain(part);
    expect((error as Error).message).toMatch(/^\/x\/a\.mend\.safetensors was made for the [^\n]+\.$/);
  }
});
