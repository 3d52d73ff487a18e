import { summarize } from '../../../src/mend/summary';
import type { PreviewState, QueryAnswers, RowView } from '../../../src/preview/protocol';

/** States of the preview worth looking at. Made-up answers, the same every time. */

const labels = ['alarm', 'weather', 'music', 'currency'];
const inputs = [
  'get me out of bed at eight',
  'is there snow in the mountains',
  'play my running songs',
  'how much is fifty euros in pounds',
  'set the alarm ten minutes later, and if it rains, twenty, since the bus is late then as a rule',
  'what will the wind be like tonight',
];

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** `count` rows of which the first `answered` are answered. */
export function rowsOf(count: number, answered: number, labelled = true): readonly RowView[] {
  const next = random(7);
  return Array.from({ length: count }, (_, index): RowView => {
    const right = labels[index % labels.length] ?? '';
    const pick = (share: number) => {
      const prediction = next() < share ? right : (labels[Math.floor(next() * labels.length)] ?? '');
      return { prediction, probability: 0.3 + 0.7 * next() };
    };
    const answers: QueryAnswers = {
      arms: { zeroShot: pick(0.1), fullIcl: pick(0.85), fewerShot: pick(0.4), distilled: pick(0.75) },
      fidelity: { kl: next() ** 3, top1Agreement: next() < 0.8 ? 1 : 0 },
      queryCut: index % 9 === 4,
    };
    const input = inputs[index % inputs.length] ?? '';
    return {
      input: count > 100 ? `${input} (${(index * 7919) % count})` : input,
      ...(labelled && { expected: right }),
      ...(index < answered && { answers }),
    };
  });
}

export function summaryOf(rows: readonly RowView[]): PreviewState['summary'] {
  const given = rows.flatMap(({ expected, answers }) => (answers ? [{ expected, answers }] : []));
  const of = (arm: keyof QueryAnswers['arms']) => given.map(({ answers }) => answers.arms[arm].prediction);
  return summarize({
    expected: given.map(({ expected }) => expected ?? null),
    predictions: {
      zeroShot: of('zeroShot'),
      fullIcl: of('fullIcl'),
      fewerShot: of('fewerShot'),
      distilled: of('distilled'),
    },
    fidelity: given.map(({ answers }) => answers.fidelity),
  });
}

const base: PreviewState = {
  list: 1,
  origin: { demonstrations: 'file:///intents.csv', offset: 0, queries: 'file:///intents.queries.jsonl' },
  facts: {
    demonstrations: '16 demonstrations of intents.csv',
    queries: 'intents.queries.jsonl',
    vectors: '28 vectors of intents.csv.mend.safetensors',
    model: 'mend-gpt2-mini',
  },
  rows: rowsOf(24, 24),
  progress: null,
  summary: summaryOf(rowsOf(24, 24)),
  prefixTokens: { zeroShot: 0, fullIcl: 144, fewerShot: 27, distilled: 28 },
  error: null,
  current: null,
};

export const done: PreviewState = { ...base, current: 4 };
export const streaming: PreviewState = {
  ...base,
  rows: rowsOf(24, 9),
  summary: null,
  progress: { done: 9, total: 24 },
};
export const unlabelled: PreviewState = {
  ...base,
  rows: rowsOf(24, 24, false),
  summary: summaryOf(rowsOf(24, 24, false)),
};
export const failed: PreviewState = {
  ...base,
  rows: rowsOf(24, 3),
  summary: summaryOf(rowsOf(24, 3)),
  error: 'The option “alarm” is given twice: remove one of them.',
};

export function large(answered: number): PreviewState {
  return { ...base, rows: rowsOf(10_000, answered), summary: null };
}
