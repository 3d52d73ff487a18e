import { sentence } from '../../shared/sentence';
import { labelsOf } from '../labels';
import type { Rule } from '../types';
import { firstLine, quoted } from '../words';

/** How many times as often as the others, on average, one label must stand. */
const RATIO = 3;
const FEWEST = 4;

/** A model tends to answer with the label it saw most often: Zhao et al., Calibrate Before Use, 2021. */
export const labelImbalance: Rule = {
  id: 'label-imbalance',
  severity: 'info',
  check(block, { text }) {
    const labels = labelsOf(block);
    if (!labels) return [];
    const [most, second] = [...labels].sort(([, one], [, other]) => other.length - one.length);
    if (!most || !second) return [];
    const [label, { length }] = most;
    const all = block.demonstrations.length;
    const others = (all - length) / (labels.size - 1);
    if (length < FEWEST || length < others * RATIO) return [];
    const [rarest] = [...labels].sort(([, one], [, other]) => one.length - other.length)[0] ?? second;
    const message = sentence(
      '{0} of the {1} demonstrations have the output {2}, which a model then prefers: add some with {3}, or remove some.',
      length,
      all,
      quoted(label),
      quoted(rarest),
    );
    return [{ ...firstLine(text, block.demonstrations[0] ?? block), message }];
  },
};
