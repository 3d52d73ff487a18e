import { removal } from '../edits';
import { labelsOf } from '../labels';
import { findSame } from '../similar';
import type { Fix, LintBlock, Problem, Rule } from '../types';
import { capital, firstLine, numbered, quoted } from '../words';

/** The same input with two labels teaches nothing. Where answers are open, several may be right. */
export const contradictoryOutputs: Rule = {
  id: 'contradictory-outputs',
  severity: 'warning',
  check(block, document) {
    if (!labelsOf(block)) return [];
    const { demonstrations } = block;
    const same = findSame(demonstrations.map(({ input }) => input));
    return demonstrations.flatMap((own, index): readonly Problem[] => {
      const earlier = same[index];
      const first = earlier === undefined ? undefined : demonstrations[earlier];
      if (earlier === undefined || !first || first.output === own.output) return [];
      const [here, there] = [numbered(block, index, document), numbered(block, earlier, document)];
      return [
        {
          ...firstLine(document.text, own),
          message: `${capital(here)} has the input of ${there} and the output ${quoted(own.output)} instead of ${quoted(first.output)}: correct or remove one of them.`,
          related: { ...firstLine(document.text, first), message: capital(there) },
          fixes: [...remove(block, index), ...remove(block, earlier)],
        },
      ];
    });
  },
};

function remove(block: LintBlock, index: number): readonly Fix[] {
  const edit = removal(block, index);
  return edit ? [{ title: `Remove demonstration ${index + 1}`, edits: [edit] }] : [];
}
