import type { Manifest } from '../models/manifest';
import { keptPrefix } from '../models/prefixBytes';
import type { VectorFile } from '../vectors';
import type { CostView } from './protocol';

/** What a vector file costs. @param manifest of the model that it is for, where that is here */
export function costOf(
  { vectors, count, metadata }: VectorFile,
  fileBytes: number,
  manifest: Manifest | undefined,
): CostView {
  return {
    fileBytes,
    vectorBytes: vectors.byteLength,
    ...(manifest && { kept: keptBy(manifest, count, metadata.demonstrationTokens) }),
  };
}

function keptBy(manifest: Manifest, vectors: number, tokens: number): NonNullable<CostView['kept']> {
  const { what, bytes } = keptPrefix(manifest, vectors);
  return {
    model: manifest.name,
    what,
    vectors,
    vectorBytes: bytes,
    ...(tokens > 0 && { tokens, tokenBytes: keptPrefix(manifest, tokens).bytes }),
  };
}
