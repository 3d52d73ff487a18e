import type { SessionVectors } from '../../../src/editor/sessionState';
import { seededRandom } from '../../../src/mend/random';
import type { Manifest } from '../../../src/models/manifest';
import { vectorStatistics, type VectorMetadata } from '../../../src/vectors';
import { comparisonState, type KnownPair } from '../../../src/vectorEditor/comparisonState';
import { fileState, type KnownFile } from '../../../src/vectorEditor/fileState';
import manifest from '../../fixtures/tiny-gpt2/mend.json';
import * as panelStates from '../panel/states';

/** States of the vector editor worth looking at, made by what makes them in VS Code; the numbers are random, of the size that real ones have. */

const count = 16;
const width = 64;

const metadata: VectorMetadata = {
  family: 'gpt2',
  targetId: 'tiny-gpt2-target',
  targetHash: 'a1'.repeat(32),
  distillerId: 'tiny-gpt2-distiller',
  distillerHash: 'b2'.repeat(32),
  tokenizerHash: 'c3'.repeat(32),
  dtype: 'int8',
  template: { inputPrefix: ' ', inputSuffix: '\t', outputPrefix: ' ', outputSuffix: '\n' },
  labels: ['positive', 'negative'],
  demonstrations: 12,
  demonstrationsUsed: 11,
  demonstrationsCut: 1,
  demonstrationTokens: 234,
  demonstrationSha256: Array.from({ length: 12 }, (_, index) => String(index % 10).repeat(64)),
  fidelity: { kl: 0.081, top1Agreement: 0.875, queries: 8, of: 'demonstration inputs' },
  created: '2026-11-23T08:40:11.000Z',
  toolVersion: '0.1.0',
  licence: 'CC-BY-SA-4.0',
};

/** Vectors around a few centres, so that the pictures have something to show. */
function vectorsFrom(seed: number): Float32Array {
  const random = seededRandom(seed);
  const centres = Array.from({ length: 4 * width }, () => random() - 0.5);
  return Float32Array.from({ length: count * width }, (_, index) => {
    const centre = Math.floor(index / width) % 4;
    return 0.3 * ((centres[centre * width + (index % width)] ?? 0) + 0.7 * (random() - 0.5));
  });
}

function opened(name: string, vectors: Float32Array, change: Partial<VectorMetadata> = {}): SessionVectors {
  return {
    path: `/home/me/prompts/${name}.mend.safetensors`,
    bytes: vectors.byteLength + 1856,
    contents: { metadata: { ...metadata, ...change }, vectors, count, width },
    statistics: vectorStatistics(vectors, count, width),
  };
}

const reviews = opened('reviews.md', vectorsFrom(7));

const known: KnownFile = {
  path: reviews.path,
  problem: undefined,
  vectors: reviews,
  manifest: manifest as unknown as Manifest,
  notes: ['Looking for the nearest tokens of the vocabulary …'],
  askable: true,
  prediction: undefined,
  draft: { input: '', options: 'positive, negative' },
  busy: undefined,
  error: undefined,
};

/** Before the engine has said anything. */
export const opening = fileState(known);

const nearest = panelStates.compressed.vectors?.nearest;
const { draft, prediction } = panelStates.predicted;

export const asked = fileState({
  ...known,
  notes: [],
  vectors: { ...reviews, ...(nearest && { nearest }) },
  draft,
  prediction,
});

export const withoutModel = fileState({
  ...known,
  manifest: undefined,
  askable: false,
  notes: [
    'The vectors were made for tiny-gpt2-target, which is not among the models (found: mend-gpt2-mini): run "MEND: Select Model", or set mend.model.folders.',
  ],
});

export const corrupt = fileState({
  ...known,
  vectors: undefined,
  problem:
    '/home/me/prompts/reviews.md.mend.safetensors is truncated or damaged (it has 100 bytes of vectors and should have 4096): distil again or choose another file.',
});

const pair: KnownPair = {
  problem: undefined,
  files: [
    reviews,
    opened(
      'reviews-old.md',
      reviews.contents.vectors.map((value, index) => value + 0.06 * Math.sin(index * 1.7)),
      {
        created: '2026-10-01T07:00:00.000Z',
        demonstrations: 10,
        demonstrationsUsed: 10,
        demonstrationsCut: 0,
        demonstrationSha256: metadata.demonstrationSha256.slice(0, 10),
      },
    ),
  ],
  askable: true,
  notes: [],
  answers: undefined,
  draft: { input: 'the tea was cold\nsuch a lovely evening', options: 'positive, negative' },
  busy: undefined,
  error: undefined,
};

const answer = (prediction: string, probabilities: readonly number[]) => ({
  prediction,
  probabilities,
  prefixTokens: count,
  queryTokens: 7,
  milliseconds: 5,
});

export const compared = comparisonState({
  ...pair,
  answers: [
    {
      query: 'the tea was cold',
      answers: [answer('negative', [0.2, 0.8]), answer('positive', [0.55, 0.45])],
      alike: false,
    },
    {
      query: 'such a lovely evening',
      answers: [answer('positive', [0.9, 0.1]), answer('positive', [0.7, 0.3])],
      alike: true,
    },
  ],
});

export const foreign = comparisonState({
  ...pair,
  askable: false,
  files: [
    reviews,
    {
      ...reviews,
      path: '/home/me/prompts/t5.mend.safetensors',
      contents: {
        metadata: { ...metadata, family: 't5', targetId: 'tiny-t5-target', targetHash: 'd4'.repeat(32) },
        vectors: reviews.contents.vectors,
        count: count * 2,
        width: width / 2,
      },
    },
  ],
  notes: [
    'The vectors were made for tiny-t5-target, which is not among the models: run "MEND: Select Model".',
  ],
});

export const comparing = comparisonState({
  ...pair,
  busy: { title: 'Answering 2 queries with either file', message: 'Query 2 of 2', fraction: 0.5 },
});
