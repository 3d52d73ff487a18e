/** The ending of every vector file. */
export const vectorSuffix = '.mend.safetensors';

/**
 * The vector file of a document where nobody names one: `notes.md` gives `notes.md.mend.safetensors`. The document's own ending stays, so that
 * `notes.md` and `notes.txt` do not share a file.
 * @param document its name or path
 */
export function outputName(document: string): string {
  return document + vectorSuffix;
}
