/** Everything that reads documents, with the parsers of all formats: a bundle of its own, loaded when the first document is read. */
export { blockAt, findBlocks, parseDemonstrations, parseQueries } from '../demonstrations';
export { applyEdits, lint, readDocument, ruleIds } from '.';
