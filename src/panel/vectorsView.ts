import { basename } from 'node:path';
import type { SessionVectors } from '../editor/sessionState';
import type { Translate } from '../shared/sentence';
import { heatmapOf } from './heatmap';
import { provenance } from './provenance';
import type { VectorsView } from './protocol';

/** What is shown of a vector file. @param translate default: English */
export function vectorsView(
  { path, bytes, contents, statistics, nearest }: SessionVectors,
  translate?: Translate,
): VectorsView {
  const { metadata, vectors, count, width } = contents;
  return {
    file: path,
    name: basename(path),
    bytes,
    statistics,
    heatmap: heatmapOf(vectors, count, width),
    provenance: provenance(metadata, translate),
    tokens: metadata.demonstrationTokens,
    ...(nearest && { nearest }),
  };
}
