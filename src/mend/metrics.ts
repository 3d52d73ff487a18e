/** Share of predictions that equal the right answer. */
export function accuracy(predictions: readonly string[], answers: readonly string[]): number {
  return predictions.filter((prediction, index) => prediction === answers[index]).length / answers.length;
}

/**
 * Mean of the F1 of each label, over every label that is predicted or right at least once (the usual macro average): a label that is
 * predicted but never right counts as 0.
 */
export function macroF1(predictions: readonly string[], answers: readonly string[]): number {
  const labels = new Set([...predictions, ...answers]);
  let sum = 0;
  for (const label of labels) {
    const hits = predictions.filter((one, index) => one === label && answers[index] === label).length;
    const predicted = predictions.filter((one) => one === label).length;
    const right = answers.filter((one) => one === label).length;
    sum += (2 * hits) / (predicted + right);
  }
  return sum / labels.size;
}
