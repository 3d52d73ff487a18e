import type { VectorMetadata } from '../metadata';
import type { VectorFile } from '../vectorFile';

/** Metadata with every required key. */
export const exampleMetadata: VectorMetadata = {
  family: 'gpt2',
  targetId: 'tiny-target',
  targetHash: 'a'.repeat(64),
  distillerId: 'tiny-distiller',
  distillerHash: 'b'.repeat(64),
  tokenizerHash: 'c'.repeat(64),
  dtype: 'int8',
  template: { inputPrefix: ' ', inputSuffix: '\t', outputPrefix: ' ', outputSuffix: '\n' },
  demonstrations: 2,
  demonstrationsUsed: 2,
  demonstrationsCut: 0,
  demonstrationTokens: 11,
  demonstrationSha256: ['d'.repeat(64), 'e'.repeat(64)],
  created: '2026-01-02T03:04:05.000Z',
  toolVersion: '0.1.0',
  licence: 'CC-BY-SA-4.0',
};

/** Two vectors of width 3. */
export const exampleFile: VectorFile = {
  metadata: exampleMetadata,
  vectors: Float32Array.of(1, -2, 0.5, 0, 1e-3, 3),
  count: 2,
  width: 3,
};
