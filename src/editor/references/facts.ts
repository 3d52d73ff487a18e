import type * as vscode from 'vscode';
import type { VectorMetadata } from '../../vectors';

/** What a vector file says of itself. */
export interface FileFacts {
  readonly bytes: number;
  readonly count: number;
  readonly width: number;
  readonly metadata: VectorMetadata;
}

/**
 * How a vector file stands to the document it was made from. `gone`: the document is there, but no block of it has anything of these demonstrations.
 */
export interface SourceFacts {
  readonly state: 'fresh' | 'stale' | 'gone';
  readonly document: vscode.Uri;
  /** Where its block begins, in UTF-16 code units. */
  readonly start?: number;
}

/** How the model of a vector file stands to those on this machine; `other`: it is here, and another is chosen. */
export type ModelFacts =
  | { readonly state: 'chosen'; readonly name: string }
  | { readonly state: 'other'; readonly name: string; readonly chosen: string }
  | { readonly state: 'missing' };

/** Everything known of the file behind a path. Absent parts could not be found out. */
export interface ReferenceFacts {
  readonly file?: FileFacts | undefined;
  /** One sentence about why the file could not be read. */
  readonly problem?: string | undefined;
  readonly source?: SourceFacts | undefined;
  readonly model?: ModelFacts | undefined;
}
