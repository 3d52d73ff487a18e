import type { Problem, Rule } from '../types';
import { capital, firstLine, numbered } from '../words';

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
      const message = `${capital(numbered(block, index, document))} is cut to the ${tokens} tokens that ${model} has room for: shorten its input.`;
      return [{ ...firstLine(document.text, own), message }];
    });
    const [first] = dropped;
    const own = first === undefined ? undefined : block.demonstrations[first];
    if (first === undefined || !own) return problems;
    const these =
      dropped.length === 1
        ? `${capital(numbered(block, first, document))} does`
        : `${dropped.length} demonstrations, from ${numbered(block, first, document)} on, do`;
    const message = `${these} not fit into the ${report.budget} tokens that ${model} reads: put the best first, shorten inputs, or remove some.`;
    return [...problems, { ...firstLine(document.text, own), message }];
  },
};
