/** Everything that reads documents, with the parsers of all formats: a bundle of its own, loaded when the first document is read. */
export {
  blockAround,
  blocksIn,
  parseDemonstrations,
  parseQueries,
  readQueries,
  searchText,
} from '../demonstrations';
export { applyEdits, lint, readDocument, readSearched, ruleIds } from '.';
