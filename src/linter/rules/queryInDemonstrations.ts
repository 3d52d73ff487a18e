import { sentence } from '../../shared/sentence';
import { removal } from '../edits';
import { findRepeats } from '../similar';
import type { Problem, Rule } from '../types';
import { firstLine, lineOf } from '../words';

/** A query whose answer stands among the demonstrations is looked up, not answered: whatever is measured with it is too good. */
export const queryInDemonstrations: Rule = {
  id: 'query-in-demonstrations',
  severity: 'warning',
  check(block, document) {
    const { query, demonstrations } = block;
    if (!query || query.input === '') return [];
    const repeats = findRepeats([query.input, ...demonstrations.map(({ input }) => input)]).slice(1);
    return demonstrations.flatMap((own, index): readonly Problem[] => {
      const edit = removal(block, index);
      if (!edit || repeats[index]?.first !== 0) return [];
      return [
        {
          ...firstLine(document.text, query),
          message: sentence(
            'The query (line {0}) is also demonstration {1} (line {2}), which gives its answer away: ask something else, or remove the demonstration.',
            document.lineOf(query.start),
            index + 1,
            lineOf(block, index, document),
          ),
          related: { ...firstLine(document.text, own), message: sentence('Demonstration {0}', index + 1) },
          fixes: [{ title: sentence('Remove demonstration {0}', index + 1), edits: [edit] }],
        },
      ];
    });
  },
};
