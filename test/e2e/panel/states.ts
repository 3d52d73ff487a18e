import type { PanelState } from '../../../src/panel/protocol';
import { heatmapOf } from '../../../src/panel/heatmap';

/** States of the panel worth looking at. The numbers are made up, but of the size that real ones have. */

const examples: readonly (readonly [string, string])[] = [
  ['the soup was cold and the bread was old', 'negative'],
  ['a warm and funny film with a great cast', 'positive'],
  ['the room was clean and the bed was soft', 'positive'],
  ['it broke after one day and nobody answered my letter', 'negative'],
  ['the best pizza i have had in years', 'positive'],
  [
    'a long and boring story with a bad ending, told by people who seem to have read none of the book that it is based on',
    'negative',
  ],
  ['the staff was kind and helped us with everything', 'positive'],
  ['loud music, dirty tables and a rude waiter', 'negative'],
  ['we loved the garden and the friendly owners', 'positive'],
  ['never again: three hours of waiting for a cold coffee', 'negative'],
  ['a small place with a big heart', 'positive'],
  ['the second season is worse than the first', 'negative'],
];

const count = 16;
const width = 256;

/** Values as from a normal distribution, the same every time. */
function values(): Float32Array {
  let seed = 7;
  const uniform = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const shared = Array.from({ length: width }, normal);
  return Float32Array.from(
    { length: count * width },
    (_, index) => 0.11 * (normal() + 0.6 * (shared[index % width] ?? 0)),
  );
}

const vectors = values();
const row = (index: number): Float32Array => vectors.subarray(index * width, (index + 1) * width);
const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
const norms = Array.from({ length: count }, (_, index) => Math.sqrt(dot(row(index), row(index))));
const cosine = norms.map((norm, one) => norms.map((other, two) => dot(row(one), row(two)) / norm / other));
const words = [' good', ' bad', ' film', ' food', ' service', ' the', '\n', ' positive', ' negative', ' was'];

export const empty: PanelState = { model: 'mend-gpt2-mini', draft: { input: '', options: '' } };

export const compressed: PanelState = {
  model: 'mend-gpt2-mini',
  provider: 'cpu',
  demonstrations: {
    source: 'reviews.md',
    items: examples.map(([input, output], index) => ({
      input,
      output,
      tokens: {
        tokens: input.split(' ').length + 9,
        fate: index === 10 ? 'cut' : index === 11 ? 'dropped' : 'whole',
      },
    })),
    count: 12,
    cut: 1,
    dropped: 1,
    tokens: 234,
    budget: 256,
    mapped: false,
    balance: { vectors: 16, text: 0, least: 1, most: 234 },
  },
  vectors: {
    file: '/home/me/prompts/reviews.md.mend.safetensors',
    name: 'reviews.md.mend.safetensors',
    bytes: 17_812,
    statistics: {
      count,
      width,
      norms,
      mean: 0.003,
      standardDeviation: 0.13,
      minimum: -0.52,
      maximum: 0.49,
      cosine,
    },
    heatmap: heatmapOf(vectors, count, width),
    provenance: [
      ['Target LM', 'mend-gpt2-mini-target'],
      ['Weights', '9f2c41d07f6e5a3b8f0e4c1d2b3a49586776859403a2b1c0d9e8f7a6b5c4d3e2'],
      ['Distiller', 'mend-gpt2-mini-distiller'],
      ['Demonstrations', '12, 11 of them read, 1 cut'],
      ['Text stored', 'no, hashes only'],
      ['Created', '2026-11-23T08:40:11Z'],
      ['Licence', 'CC-BY-SA-4.0'],
    ],
    tokens: 234,
    nearest: norms.map((_, index) =>
      [0, 3, 7, 5].map((step) => ({
        token: words[(index + step) % words.length] ?? '',
        cosine: 0.42 - step / 30 - index / 100,
      })),
    ),
  },
  draft: { input: 'the pasta was fresh and the wine was lovely', options: 'negative, positive' },
};

const said = {
  kept: { label: 'kept, 91 %', detail: 'Without it, its own output is less probable.' },
  partly: { label: 'partly kept, 48 %', detail: 'Without it, its own output is less probable.' },
  lost: { label: 'lost, answered otherwise', detail: 'The vectors give another answer.' },
  noEffect: { label: 'no effect to carry', detail: 'Full ICL answers its input as well without it.' },
  text: { label: 'text', detail: 'It is pinned.' },
} as const;
const verdicts = ['kept', 'partly', 'lost', 'noEffect', 'text'] as const;

/** With the survival map, of which the last one is not known yet, and a pinned demonstration. */
export const mapped: PanelState = {
  ...compressed,
  demonstrations: {
    ...compressed.demonstrations!,
    mapped: true,
    balance: { vectors: 14, text: 17, least: 1, most: 234 },
    items: compressed.demonstrations!.items.map((item, index) => {
      const verdict = verdicts[index % verdicts.length]!;
      return {
        ...item,
        pinned: verdict === 'text',
        ...(index < 11 && { survival: { verdict, ...said[verdict] } }),
      };
    }),
  },
};

export const predicted: PanelState = {
  ...compressed,
  prediction: {
    input: 'the pasta was fresh and the wine was lovely',
    result: {
      options: ['negative', 'positive'],
      arms: {
        zeroShot: {
          prediction: 'negative',
          probabilities: [0.56, 0.44],
          prefixTokens: 0,
          queryTokens: 11,
          milliseconds: 4.2,
        },
        fullIcl: {
          prediction: 'positive',
          probabilities: [0.08, 0.92],
          prefixTokens: 234,
          queryTokens: 11,
          milliseconds: 61.5,
        },
        fewerShot: {
          prediction: 'positive',
          probabilities: [0.41, 0.59],
          prefixTokens: 15,
          queryTokens: 11,
          milliseconds: 5.3,
        },
        distilled: {
          prediction: 'positive',
          probabilities: [0.12, 0.88],
          prefixTokens: 16,
          queryTokens: 11,
          milliseconds: 5.1,
        },
      },
      fidelity: { kl: 0.081, top1Agreement: 1 },
      queryCut: false,
    },
  },
};

export const generated: PanelState = {
  ...compressed,
  draft: { input: 'Write a title for a film about a lighthouse', options: '' },
  prediction: {
    input: 'Write a title for a film about a lighthouse',
    result: {
      arms: {
        zeroShot: { prediction: 'the film is about a', prefixTokens: 0, queryTokens: 9, milliseconds: 40 },
        fullIcl: {
          prediction: 'The Keeper of the Light',
          prefixTokens: 234,
          queryTokens: 9,
          milliseconds: 1250,
        },
        distilled: { prediction: 'The Last Light', prefixTokens: 16, queryTokens: 9, milliseconds: 52 },
      },
      fidelity: { kl: 0.62, top1Agreement: 0 },
      queryCut: true,
    },
  },
};

export const busy: PanelState = {
  ...compressed,
  busy: { title: 'Compressing 12 demonstrations', message: 'Distilling', fraction: 0.4 },
};

export const failed: PanelState = {
  ...compressed,
  error:
    'The engine stopped unexpectedly while it predicted: run the command again, and see the log if it happens again.',
};
