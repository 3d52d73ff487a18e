import { findLabels } from './fields/labels';
import { isSeparator } from './fields/values';
import { type Kind, kindOfFence } from './kind';
import { type Line, splitLines } from './lines';
import { normalName } from './names';
import { findStrings } from './strings';

/** A part of a document that is searched by itself. */
export interface Region {
  readonly text: string;
  readonly kind: Kind;
  /** The document's offset of an offset in `text` (up to its length). */
  readonly at: (offset: number) => number;
}

/** The whole text as one region. */
export function wholeRegion(text: string, kind: Kind): Region {
  return { text, kind, at: (offset) => offset };
}

/** Cuts a document into regions: strings of source code, sections and code fences of Markdown, otherwise all of it. */
export function regionsOf(text: string, kind: Kind): Region[] {
  if (kind === 'markdown') return markdownRegions(text);
  return kind === 'python' || kind === 'script' ? stringRegions(text, kind) : [wholeRegion(text, kind)];
}

/** A string as short as this holds no two demonstrations. */
const SHORTEST = 12;

function stringRegions(source: string, kind: 'python' | 'script'): Region[] {
  return findStrings(source, kind)
    .filter(({ text }) => text.length >= SHORTEST)
    .map(({ text, offsets }) => ({
      text,
      kind: 'unknown',
      at: (offset) => offsets[offset] ?? source.length,
    }));
}

interface Fence {
  readonly info: string;
  /** Indices of the opening line and of the closing one (or one past the last line). */
  readonly open: number;
  readonly close: number;
}

function markdownRegions(text: string): Region[] {
  const lines = splitLines(text);
  const fences = findFences(lines);
  const inFence = new Set(fences.flatMap(({ open, close }) => range(open, close)));
  const breaks = sectionBreaks(lines, inFence);
  const regions: Region[] = [];
  let from = 0;
  const flush = (end: number): void => {
    if (text.slice(from, end).trim() !== '') regions.push(sliceRegion(text, from, end, 'unknown'));
  };
  const cuts = [
    ...breaks.map((line) => ({ line, fence: undefined })),
    ...fences.map((fence) => ({ line: fence.open, fence })),
  ];
  for (const { line, fence } of cuts.sort((a, b) => a.line - b.line)) {
    const start = lines[line]?.start ?? text.length;
    if (!fence) {
      flush(start);
      from = lines[line]?.end ?? text.length;
      continue;
    }
    const [inner, end] = fenceRange(lines, fence, text.length);
    if (!holdsBlock(text.slice(...inner), kindOfFence(fence.info))) continue;
    flush(start);
    regions.push(...fenceRegions(text, inner, kindOfFence(fence.info)));
    from = end;
  }
  flush(text.length);
  return regions;
}

function fenceRange(
  lines: readonly Line[],
  fence: Fence,
  length: number,
): readonly [readonly [number, number], number] {
  const first = lines[fence.open + 1]?.start ?? length;
  const close = lines[fence.close];
  return [[first, Math.max(first, close?.start ?? length)], close?.end ?? length];
}

function fenceRegions(text: string, [start, end]: readonly [number, number], kind: Kind): Region[] {
  const inner = kind === 'markdown' ? 'unknown' : kind;
  return regionsOf(text.slice(start, end), inner).map((region) => ({
    ...region,
    at: (offset) => start + region.at(offset),
  }));
}

/** A fence is a value of some field unless it is data or holds fields itself. */
function holdsBlock(content: string, kind: Kind): boolean {
  if (kind === 'jsonl' || kind === 'json' || kind === 'csv' || kind === 'tsv') return true;
  if (kind === 'python' || kind === 'script')
    return regionsOf(content, kind).some(({ text }) => repeats(text));
  return /^\s*[[{]/.test(content) || repeats(content);
}

function repeats(text: string): boolean {
  const names = findLabels(text, false).map((label) => label.name);
  return new Set(names).size < names.length;
}

function sliceRegion(text: string, start: number, end: number, kind: Kind): Region {
  return { text: text.slice(start, end), kind, at: (offset) => start + offset };
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
