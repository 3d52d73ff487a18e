import { sentence } from '../../shared/sentence';
import { removal, removals } from '../edits';
import { findRepeats, plainText, type Repeat } from '../similar';
import type { Fix, Problem, Rule } from '../types';
import { firstLine, lineOf } from '../words';

/** A demonstration that says what an earlier one said costs its tokens again. */
export const nearDuplicate: Rule = {
  id: 'near-duplicate',
  severity: 'warning',
  check(block, document) {
    const { demonstrations } = block;
    const repeats = findRepeats(demonstrations.map(({ input }) => input)).map((repeat, index) =>
      repeat && hasOutputOf(demonstrations, index, repeat) ? repeat : undefined,
    );
    const indices = repeats.flatMap((repeat, index) => (repeat ? index : []));
    // Where most are repeats, somebody means them: a table to look things up in, with weights.
    if (indices.length * 2 > demonstrations.length) return [];
    const every: Fix = {
      title: sentence('Remove all {0} repeated demonstrations', indices.length),
      edits: removals(block, indices),
    };
    return indices.flatMap((index): readonly Problem[] => {
      const [repeat, own, edit] = [repeats[index], demonstrations[index], removal(block, index)];
      const first = repeat && demonstrations[repeat.first];
      if (!repeat || !own || !first || !edit) return [];
      const [here, there] = [lineOf(block, index, document), lineOf(block, repeat.first, document)];
      return [
        {
          ...firstLine(document.text, own),
          message: sentence(
            repeat.same
              ? 'Demonstration {0} (line {1}) repeats demonstration {2} (line {3}): remove one of them.'
              : 'Demonstration {0} (line {1}) nearly repeats demonstration {2} (line {3}): remove one of them.',
            index + 1,
            here,
            repeat.first + 1,
            there,
          ),
          related: {
            ...firstLine(document.text, first),
            message: sentence('Demonstration {0}', repeat.first + 1),
          },
          fixes: [
            { title: sentence('Remove demonstration {0}', index + 1), edits: [edit] },
            ...(indices.length > 1 ? [every] : []),
          ],
        },
      ];
    });
  },
};

/** Alike inputs with different outputs show what makes the difference. */
function hasOutputOf(
  demonstrations: readonly { readonly output: string }[],
  index: number,
  { first }: Repeat,
): boolean {
  return plainText(demonstrations[index]?.output ?? '') === plainText(demonstrations[first]?.output ?? '');
}
