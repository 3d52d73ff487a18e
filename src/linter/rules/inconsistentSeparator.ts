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
      const next = index + 1 === demonstrations.length ? 'The query' : `Demonstration ${index + 2}`;
      const message = `${next} (line ${lineOf(end)}) is separated from the one before by ${describe(raw)}, and ${count} others by ${describe(example.raw)}: use one separator.`;
      const fixes = /\d/.test(example.raw)
        ? []
        : [{ title: `Separate by ${describe(example.raw)}`, edits: [{ start, end, text: example.raw }] }];
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

function describe(raw: string): string {
  const lines = pattern(raw).split('\n');
  const marks = lines.filter((line) => line.trim() !== '');
  if (marks.length > 0) return `“${marks.join(' ').trim().slice(0, 30)}”`;
  const blank = lines.length - 2;
  if (blank <= 0) return 'a line break';
  return blank === 1 ? 'a blank line' : `${blank} blank lines`;
}
