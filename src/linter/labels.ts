import { inferOptions } from '../demonstrations/options';
import type { LintBlock } from './types';

/** Longer outputs are answers, not labels. */
const LONGEST_LABEL = 40;
/** Fewer demonstrations of a label than this, on average, say nothing about its share or its place. */
const FEWEST_EACH = 3;

/**
 * The demonstrations of each label, by index, where the block is a classification: outputs out of a set that are short and repeat, or that are
 * declared as options. A declared label that no demonstration has is there with none. Undefined for anything else, and where there are too few
 * demonstrations to say something about their labels.
 */
export function labelsOf({ demonstrations }: LintBlock): ReadonlyMap<string, readonly number[]> | undefined {
  const options = inferOptions(demonstrations.filter(({ output }) => output !== ''));
  if (!options || options.length < 2 || demonstrations.length < options.length * FEWEST_EACH)
    return undefined;
  if (options.some((label) => label.length > LONGEST_LABEL || label.includes('\n'))) return undefined;
  const labels = new Map<string, number[]>(options.map((label) => [label, []]));
  demonstrations.forEach(({ output }, index) => {
    if (output === '') return;
    const label = labels.get(output);
    if (label) label.push(index);
    else labels.set(output, [index]);
  });
  return labels;
}
