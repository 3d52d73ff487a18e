import { removal } from '../edits';
import { findRepeats } from '../similar';
import type { Problem, Rule } from '../types';
import { firstLine, numbered } from '../words';

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
          message: `The query (line ${document.lineOf(query.start)}) is also ${numbered(block, index, document)}, which gives its answer away: ask something else, or remove the demonstration.`,
          related: { ...firstLine(document.text, own), message: `Demonstration ${index + 1}` },
          fixes: [{ title: `Remove demonstration ${index + 1}`, edits: [edit] }],
        },
      ];
    });
  },
};
