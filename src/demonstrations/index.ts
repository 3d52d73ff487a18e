export { blockAt, findBlocks, parseDemonstrations, parseQueries } from './blocks';
export { decodeText } from './decode';
export type { SourceHint } from './kind';
export { inferOptions } from './options';
export type { BlockFormat, Demonstration, FewShotBlock, TextRange } from './types';
