import type { Candidate, LineOf } from './candidate';
import { isSeparator } from './fields/values';
import { type Kind, kindOfFence } from './kind';
import { type Line, splitLines } from './lines';
import { normalName } from './names';
import { sliceText } from './placedText';
import { type Search, searchRegion } from './regions';

interface Fence {
  readonly info: string;
  /** Indices of the opening line and of the closing one (or one past the last line). */
  readonly open: number;
  readonly close: number;
}

/** A place where a section ends: a heading, or a fence with blocks of its own. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly found: readonly Candidate[];
}

/**
 * Finds blocks in the sections of a Markdown text and in its code fences. A fence without a block of its own belongs to its section: it is the
 * value of some field.
 */
export function findInMarkdown(text: string, search: Search, lineOf: LineOf): Candidate[] {
  const lines = splitLines(text);
  const fences = findFences(lines);
  const inFence = new Set(fences.flatMap(({ open, close }) => range(open, close)));
  const headings = sectionBreaks(lines, inFence).flatMap((line) => lines[line] ?? []);
  const cuts: Cut[] = [
    ...headings.map(({ start, end }) => ({ start, end, found: [] })),
    ...fences.flatMap((fence) => fenceCut(text, lines, fence, search, lineOf) ?? []),
  ];
  const found: Candidate[] = [];
  let from = 0;
  const section = (end: number): void => {
    if (text.slice(from, end).trim() !== '')
      found.push(...searchRegion({ ...sliceText(text, from, end), kind: 'unknown' }, search, lineOf));
  };
  for (const cut of cuts.sort((a, b) => a.start - b.start)) {
    section(cut.start);
    found.push(...cut.found);
    from = cut.end;
  }
  section(text.length);
  return found;
}

const DATA: ReadonlySet<Kind> = new Set<Kind>(['jsonl', 'csv', 'tsv']);

/** Undefined if the fence holds no block. Data that is malformed is one, so that somebody who means it is told. */
function fenceCut(
  text: string,
  lines: readonly Line[],
  { info, open, close }: Fence,
  search: Search,
  lineOf: LineOf,
): Cut | undefined {
  const start = lines[open]?.start ?? text.length;
  const from = lines[open + 1]?.start ?? text.length;
  const to = Math.max(from, lines[close]?.start ?? text.length);
  const kind = kindOfFence(info);
  const inner = kind === 'markdown' ? 'unknown' : kind;
  const found = searchRegion({ ...sliceText(text, from, to), kind: inner }, search, lineOf);
  const blocks = found.filter(({ examples, problem }) => examples.length > 1 || (problem && DATA.has(kind)));
  return blocks.length > 0 ? { start, end: lines[close]?.end ?? text.length, found: blocks } : undefined;
}

function findFences(lines: readonly Line[]): Fence[] {
  const fences: Fence[] = [];
  for (let open = 0; open < lines.length; open += 1) {
    const match = /^\s*(`{3,}|~{3,})\s*([\w+-]*)/.exec(lines[open]?.text ?? '');
    if (!match?.[1]) continue;
    let close = open + 1;
    while (close < lines.length && !lines[close]?.text.trim().startsWith(match[1])) close += 1;
    fences.push({ info: match[2] ?? '', open, close });
    open = close;
  }
  return fences;
}

/** Headings that stand once are titles of sections; repeated ones may be fields, numbered ones separate examples. */
function sectionBreaks(lines: readonly Line[], inFence: ReadonlySet<number>): number[] {
  const counts = new Map<string, number>();
  const headings = lines.flatMap((line, index) => {
    const title = /^#{1,6}\s+(.+?)[\s#]*$/.exec(line.text)?.[1];
    if (title === undefined || inFence.has(index) || isSeparator(line.text)) return [];
    const name = normalName(title.replace(/[:：].*$/u, ''));
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return [{ index, name }];
  });
  return headings.filter(({ name }) => counts.get(name) === 1).map(({ index }) => index);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
