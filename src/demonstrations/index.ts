export {
  blockAround,
  blockAt,
  blocksIn,
  findBlocks,
  parseDemonstrations,
  type SearchedText,
  searchText,
} from './blocks';
export { decodeText } from './decode';
export type { SourceHint } from './kind';
export { inferOptions } from './options';
export { parseQueries, type PlacedQuery, readQueries } from './queries';
export type { BlockFormat, Demonstration, FewShotBlock, TextRange } from './types';
