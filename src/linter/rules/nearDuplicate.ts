import { removal, removals } from '../edits';
import { findRepeats, plainText, type Repeat } from '../similar';
import type { Fix, Problem, Rule } from '../types';
import { capital, firstLine, numbered } from '../words';

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
      title: `Remove all ${indices.length} repeated demonstrations`,
      edits: removals(block, indices),
    };
    return indices.flatMap((index): readonly Problem[] => {
      const [repeat, own, edit] = [repeats[index], demonstrations[index], removal(block, index)];
      const first = repeat && demonstrations[repeat.first];
      if (!repeat || !own || !first || !edit) return [];
      const how = repeat.same ? 'repeats' : 'nearly repeats';
      const [here, there] = [numbered(block, index, document), numbered(block, repeat.first, document)];
      return [
        {
          ...firstLine(document.text, own),
          message: `${capital(here)} ${how} ${there}: remove one of them.`,
          related: { ...firstLine(document.text, first), message: capital(there) },
          fixes: [
            { title: `Remove demonstration ${index + 1}`, edits: [edit] },
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
