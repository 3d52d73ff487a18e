import { type Candidate, type LineOf, moveCandidate } from './candidate';
import type { Kind } from './kind';
import type { PlacedText } from './placedText';

/** A part of a document that is searched by itself. */
export interface Region extends PlacedText {
  readonly kind: Kind;
}

/** Finds what may be few-shot blocks in a text of a kind; `lineOf` numbers the document's lines by the text's offsets. */
export type Search = (text: string, kind: Kind, lineOf: LineOf) => readonly Candidate[];

/** A region's candidates with the document's offsets. */
export function searchRegion(region: Region, search: Search, lineOf: LineOf): Candidate[] {
  const found = search(region.text, region.kind, (offset) => lineOf(region.at(offset)));
  return found.map((candidate) => moveCandidate(candidate, region));
}
