/** Share of predictions that equal the right answer. */
export function accuracy(predictions: readonly string[], answers: readonly string[]): number {
  return predictions.filter((prediction, index) => prediction === answers[index]).length / answers.length;
}

/**
 * Mean of the F1 of each label, over every label that is predicted or right at least once (the usual macro average): a label that is
 * predicted but never right counts as 0.
 */
export function macroF1(predictions: readonly string[], answers: readonly string[]): number {
  const hits = counted(predictions.filter((one, index) => one === answers[index]));
  const predicted = counted(predictions);
  const right = counted(answers);
  const labels = new Set([...predictions, ...answers]);
  let sum = 0;
  for (const label of labels) {
    sum += (2 * (hits.get(label) ?? 0)) / ((predicted.get(label) ?? 0) + (right.get(label) ?? 0));
  }
  return sum / labels.size;
}

export interface Confusion {
  /** In the order in which they are first right, then first predicted. */
  readonly labels: readonly string[];
  /** `counts[right][predicted]`, `[labels, labels]`: queries whose right answer is one label and whose prediction the other. */
  readonly counts: readonly (readonly number[])[];
}

/** Which label is taken for which. Quadratic in the labels: of generated texts, merge the rare ones first. */
export function confusion(predictions: readonly string[], answers: readonly string[]): Confusion {
  const labels = [...new Set([...answers, ...predictions])];
  const places = new Map(labels.map((label, index) => [label, index]));
  const counts = labels.map(() => new Array<number>(labels.length).fill(0));
  answers.forEach((answer, index) => {
    const row = counts[places.get(answer) ?? -1];
    const column = places.get(predictions[index] ?? '');
    if (row && column !== undefined) row[column] = (row[column] ?? 0) + 1;
  });
  return { labels, counts };
}

function counted(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
