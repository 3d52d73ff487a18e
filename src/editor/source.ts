import * as path from 'node:path';
import {
  blockAt,
  findBlocks,
  parseDemonstrations,
  type FewShotBlock,
  type SourceHint,
} from '../demonstrations';

/** What of a document is to be read for demonstrations. Offsets are UTF-16 code units. */
export interface Excerpt {
  readonly text: string;
  readonly languageId: string;
  readonly fileName: string;
  /** Equal ends are a cursor. */
  readonly selection: { readonly start: number; readonly end: number };
}

/**
 * Finds the demonstrations that are meant: those selected, else the block around the cursor, else the one nearest to it.
 * @throws UserError where there are none, or what is there is broken
 */
export function findDemonstrations({ text, languageId, fileName, selection }: Excerpt): FewShotBlock {
  const hint: SourceHint = { languageId, fileName: path.basename(fileName) };
  const { start, end } = selection;
  if (start < end) return selected(text, start, end, hint);
  return (
    blockAt(text, start, hint) ?? nearest(findBlocks(text, hint), start) ?? parseDemonstrations(text, hint)
  );
}

function selected(text: string, start: number, end: number, hint: SourceHint): FewShotBlock {
  // The document's first line names the columns of a table, which a selection further down lacks.
  const [header = ''] = text.split(/\r?\n/, 1);
  const block = parseDemonstrations(text.slice(start, end), { ...hint, header });
  return { ...block, start: block.start + start, end: block.end + start };
}

function nearest(blocks: readonly FewShotBlock[], offset: number): FewShotBlock | undefined {
  const distance = ({ start, end }: FewShotBlock): number => Math.max(start - offset, offset - end, 0);
  return [...blocks].sort((one, other) => distance(one) - distance(other))[0];
}
