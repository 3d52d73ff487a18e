import { sentence } from '../../shared/sentence';
import type { Edit, LintBlock, LintDocument, Problem, Rule } from '../types';

/** Formats whose text a model reads as it stands. */
const AS_IT_STANDS: ReadonlySet<string> = new Set(['fields', 'arrows']);

/**
 * Spaces at a line's end are tokens, and a prompt that ends in one makes the model go on from there, where words begin without it. Two of
 * them in Markdown are a line break.
 */
export const trailingWhitespace: Rule = {
  id: 'trailing-whitespace',
  severity: 'info',
  check(block, document) {
    if (!AS_IT_STANDS.has(block.format)) return [];
    const edits = trailing(block, document);
    const every = { title: sentence('Remove it from all {0} lines', edits.length), edits };
    return edits.map((edit): Problem => {
      const length = edit.end - edit.start;
      const line = document.lineOf(edit.start);
      const message =
        length === 1
          ? sentence(
              'Line {0} ends in a space, which costs tokens wherever the prompt is used as it stands: remove it.',
              line,
            )
          : sentence(
              'Line {0} ends in {1} spaces, which cost tokens wherever the prompt is used as it stands: remove them.',
              line,
              length,
            );
      const fixes = [
        { title: sentence('Remove trailing whitespace'), edits: [edit] },
        ...(edits.length > 1 ? [every] : []),
      ];
      return { start: edit.start, end: edit.end, message, fixes };
    });
  },
};

function trailing({ start, end }: LintBlock, { text, isMarkdown }: LintDocument): readonly Edit[] {
  const edits: Edit[] = [];
  const blanks = /[ \t]+/g;
  blanks.lastIndex = start;
  for (let match = blanks.exec(text); match && match.index <= end; match = blanks.exec(text)) {
    const after = blanks.lastIndex;
    // As it is written in program text on one line, a line's end is `\n`.
    const isEnd = after === text.length || /[\r\n]/.test(text.charAt(after)) || text.startsWith('\\n', after);
    if (isEnd && !(isMarkdown && match[0] === '  ')) edits.push({ start: match.index, end: after, text: '' });
  }
  return edits;
}
