import type { FewShotBlock, SearchedText, SourceHint } from '../../demonstrations';

/** What of a document is to be read for demonstrations. Offsets are UTF-16 code units. */
export interface Excerpt {
  readonly text: string;
  readonly hint: SourceHint;
  /** Equal ends are a cursor. */
  readonly selection: { readonly start: number; readonly end: number };
}

/**
 * Finds the demonstrations that are meant: those selected, else the block around the cursor, else the one nearest to it.
 * @param searched the text, where it was searched already
 * @throws UserError where there are none, or what is there is broken
 */
export async function findDemonstrations(
  { text, hint, selection }: Excerpt,
  searched?: SearchedText,
): Promise<FewShotBlock> {
  const { blockAround, blocksIn, parseDemonstrations, searchText } = await import('../../linter/reading');
  const found = searched ?? searchText(text, hint);
  const { start, end } = selection;
  if (start < end)
    return partOfBlock(blocksIn(found), start, end) ?? selected(parseDemonstrations, text, start, end, hint);
  return blockAround(found, start) ?? nearest(blocksIn(found), start) ?? parseDemonstrations(text, hint);
}

/**
 * The demonstrations of a block that are selected, at least by half. What is cut out of a list or a program cannot be read by itself. Undefined
 * where the selection is no part of a single block.
 */
function partOfBlock(blocks: readonly FewShotBlock[], start: number, end: number): FewShotBlock | undefined {
  const [block, second] = blocks.filter((one) => one.start < end && start < one.end);
  if (!block || second || !STRUCTURED.has(block.format)) return undefined;
  const isSelected = (range: { start: number; end: number }): boolean =>
    (Math.min(range.end, end) - Math.max(range.start, start)) * 2 > range.end - range.start;
  const kept = block.ranges.flatMap((range, index) => (isSelected(range) ? [{ range, index }] : []));
  if (kept.length < 2) return undefined;
  const { query, ...rest } = block;
  const last = kept.at(-1)?.index === block.ranges.length - 1;
  return {
    ...rest,
    start: kept[0]?.range.start ?? start,
    end: kept.at(-1)?.range.end ?? end,
    demonstrations: kept.flatMap(({ index }) => block.demonstrations[index] ?? []),
    ranges: kept.map(({ range }) => range),
    ...(last && query !== undefined && { query }),
  };
}

/** Formats of which a part does not stand by itself; a part of the others is read as it is selected, down to the word. */
const STRUCTURED: ReadonlySet<FewShotBlock['format']> = new Set<FewShotBlock['format']>([
  'json',
  'yaml',
  'literal',
  'chat',
  'promptfoo',
  'dspy',
  'table',
]);

function selected(
  parse: (text: string, hint: SourceHint) => FewShotBlock,
  text: string,
  start: number,
  end: number,
  hint: SourceHint,
): FewShotBlock {
  // The document's first line names the columns of a table, which a selection further down lacks.
  const [header = ''] = text.split(/\r?\n/, 1);
  const block = parse(text.slice(start, end), { ...hint, header });
  const move = <T extends { readonly start: number; readonly end: number }>(part: T): T => ({
    ...part,
    start: part.start + start,
    end: part.end + start,
  });
  return { ...move(block), ranges: block.ranges.map(move) };
}

function nearest(blocks: readonly FewShotBlock[], offset: number): FewShotBlock | undefined {
  const distance = ({ start, end }: FewShotBlock): number => Math.max(start - offset, offset - end, 0);
  return [...blocks].sort((one, other) => distance(one) - distance(other))[0];
}
