export {
  blockAround,
  blockAt,
  blocksIn,
  findBlocks,
  parseDemonstrations,
  parseQueries,
  type SearchedText,
  searchText,
} from './blocks';
export { decodeText } from './decode';
export type { SourceHint } from './kind';
export { inferOptions } from './options';
export type { BlockFormat, Demonstration, FewShotBlock, TextRange } from './types';
