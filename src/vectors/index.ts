export { atomicWrite, atomicWriteAll, type FileSystem } from './atomicWrite';
export { type ExportFormat, exportFormats, exportSuffix, exportVectors } from './export/exportVectors';
export { importAdapter } from './import/importAdapter';
export { encodeMetadata, type PinnedText, textRows, type VectorMetadata } from './metadata';
export { outputName, vectorSuffix } from './outputName';
export { reuseSnippet, type SnippetFamily, type SnippetLanguage, type SnippetSubject } from './snippets';
export { compareVectors, type VectorComparison } from './compareVectors';
export { principalPlane, type PrincipalPlane } from './principalPlane';
export { vectorStatistics, type VectorStatistics } from './statistics';
export {
  decodeVectorFile,
  demonstrationHash,
  readVectorFile,
  type VectorFile,
  writeVectorFile,
} from './vectorFile';
export { type VectorExpectation, verifyVectorFile } from './verify';
