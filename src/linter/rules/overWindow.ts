import { sentence } from '../../shared/sentence';
import type { Problem, Rule } from '../types';
import { firstLine, lineOf } from '../words';

/** What does not fit into the tokens that the model reads is cut or dropped. Says nothing where nobody has counted the tokens. */
export const overWindow: Rule = {
  id: 'over-window',
  severity: 'warning',
  check(block, document) {
    if (!block.tokens) return [];
    const { model, report } = block.tokens;
    const fates = block.demonstrations.map((_, index) => report.each[index]?.fate ?? 'whole');
    const dropped = fates.flatMap((fate, index) => (fate === 'dropped' ? index : []));
    const problems: Problem[] = fates.flatMap((fate, index) => {
      const own = block.demonstrations[index];
      if (fate !== 'cut' || !own) return [];
      const tokens = report.each[index]?.tokens ?? 0;
      const message = sentence(
        'Demonstration {0} (line {1}) is cut to the {2} tokens that {3} has room for: shorten its input.',
        index + 1,
        lineOf(block, index, document),
        tokens,
        model,
      );
      return [{ ...firstLine(document.text, own), message }];
    });
    const [first] = dropped;
    const own = first === undefined ? undefined : block.demonstrations[first];
    if (first === undefined || !own) return problems;
    const line = lineOf(block, first, document);
    const message =
      dropped.length === 1
        ? sentence(
            'Demonstration {0} (line {1}) does not fit into the {2} tokens that {3} reads: put the best first, shorten inputs, or remove some.',
            first + 1,
            line,
            report.budget,
            model,
          )
        : sentence(
            '{0} demonstrations, from number {1} (line {2}) on, do not fit into the {3} tokens that {4} reads: put the best first, shorten inputs, or remove some.',
            dropped.length,
            first + 1,
            line,
            report.budget,
            model,
          );
    return [...problems, { ...firstLine(document.text, own), message }];
  },
};
