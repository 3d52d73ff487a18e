import { expect, it } from 'vitest';
import { exampleFile, exampleMetadata } from './testing/exampleFile';
import { verifyVectorFile, type VectorExpectation } from './verify';

const { family, targetId, targetHash, tokenizerHash, template } = exampleMetadata;
const fitting: VectorExpectation = { family, targetId, targetHash, tokenizerHash, template, width: 3 };

it('accepts the model the vectors were made for', () => {
  expect(() => verifyVectorFile(exampleFile, fitting, '/x')).not.toThrow();
});

it.each<[keyof VectorExpectation, Partial<VectorExpectation>, string]>([
  ['family', { family: 't5' }, 'the family gpt2, but the model here has t5'],
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
