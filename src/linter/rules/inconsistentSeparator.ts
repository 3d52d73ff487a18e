import { sentence, type Sentence } from '../../shared/sentence';
import { mostCommon } from '../fieldNames';
import type { Problem, Rule } from '../types';

const FEWEST = 4;
const MOST = 2 / 3;

/** What stands between two examples is how a model tells where one ends. Records have their format's separator. */
export const inconsistentSeparator: Rule = {
  id: 'inconsistent-separator',
  severity: 'info',
  check({ format, demonstrations, query }, { text, lineOf }) {
    if (format !== 'fields' && format !== 'arrows') return [];
    const examples = query ? [...demonstrations, query] : demonstrations;
    const gaps = examples.slice(1).map((next, index) => {
      const start = examples[index]?.end ?? next.start;
      return { start, end: next.start, raw: text.slice(start, next.start) };
    });
    const usual = mostCommon(gaps.map(({ raw }) => pattern(raw)));
    const example = gaps.find(({ raw }) => pattern(raw) === usual);
    const count = gaps.filter(({ raw }) => pattern(raw) === usual).length;
    if (!example || gaps.length < FEWEST || count < gaps.length * MOST) return [];
    return gaps.flatMap(({ start, end, raw }, index): readonly Problem[] => {
      if (pattern(raw) === usual || start >= end) return [];
      const isQuery = index + 1 === demonstrations.length;
      const message = sentence(
        isQuery
          ? 'The query (line {1}) is separated from the one before by {2}, and {3} others by {4}: use one separator.'
          : 'Demonstration {0} (line {1}) is separated from the one before by {2}, and {3} others by {4}: use one separator.',
        index + 2,
        lineOf(end),
        describe(raw),
        count,
        describe(example.raw),
      );
      const title = sentence('Separate by {0}', describe(example.raw));
      const fixes = /\d/.test(example.raw) ? [] : [{ title, edits: [{ start, end, text: example.raw }] }];
      return [{ start, end, message, fixes }];
    });
  },
};

/** Without what is not meant: line ends' spaces, the kind of line break, numbers. */
function pattern(raw: string): string {
  return raw
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+(?=\n|$)/g, '')
    .replace(/\d+/g, '#');
}

function describe(raw: string): Sentence {
  const lines = pattern(raw).split('\n');
  const marks = lines.filter((line) => line.trim() !== '');
  if (marks.length > 0) return sentence('“{0}”', marks.join(' ').trim().slice(0, 30));
  const blank = lines.length - 2;
  if (blank <= 0) return sentence('a line break');
  return blank === 1 ? sentence('a blank line') : sentence('{0} blank lines', blank);
}
