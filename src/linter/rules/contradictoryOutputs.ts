import { sentence } from '../../shared/sentence';
import { removal } from '../edits';
import { labelsOf } from '../labels';
import { findSame } from '../similar';
import type { Fix, LintBlock, Problem, Rule } from '../types';
import { firstLine, lineOf, quoted } from '../words';

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
      return [
        {
          ...firstLine(document.text, own),
          message: sentence(
            'Demonstration {0} (line {1}) has the input of demonstration {2} (line {3}) and the output {4} instead of {5}: correct or remove one of them.',
            index + 1,
            lineOf(block, index, document),
            earlier + 1,
            lineOf(block, earlier, document),
            quoted(own.output),
            quoted(first.output),
          ),
          related: {
            ...firstLine(document.text, first),
            message: sentence('Demonstration {0}', earlier + 1),
          },
          fixes: [...remove(block, index), ...remove(block, earlier)],
        },
      ];
    });
  },
};

function remove(block: LintBlock, index: number): readonly Fix[] {
  const edit = removal(block, index);
  return edit ? [{ title: sentence('Remove demonstration {0}', index + 1), edits: [edit] }] : [];
}
