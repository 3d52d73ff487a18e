import type { ModelFile } from '../manifest';

/** Something that may hold a model: a repository on the hub, a folder or an archive. */
export interface ModelSource {
  /** For people: `owner/name (1a2b3c4d) on huggingface.co`, or a path. */
  readonly label: string;
  /** What `mend-train convert` would be given for it: the repository's name or the path. */
  readonly reference: string;
  /** Names what is fetched while it is on its way; the same again where fetching can go on after a break. */
  readonly staging: string;
  /** Whether what was fetched before a break is of use afterwards. */
  readonly resumes: boolean;
  /** Where the files already lie as a model folder that could be used as it is. */
  readonly folder: string | undefined;
  /** The licence that the source itself names, besides a manifest. */
  readonly licence: string | undefined;
  /** What it says that it was made from. */
  readonly baseModel: string | undefined;
  /** Paths of files, at least of those at the top and in `onnx/`. */
  readonly names: readonly string[];
  /** A file's size, and its SHA-256 where that is known before it is read; undefined if there is no such file. */
  find(path: string): Promise<{ readonly bytes: number; readonly sha256?: string | undefined } | undefined>;
  /** A small file. @throws UserError */
  read(path: string): Promise<Uint8Array>;
  /** A part of a file, where it can be read without all that stands before it. @throws UserError */
  readonly readRange: ((path: string, start: number, length: number) => Promise<Uint8Array>) | undefined;
  /**
   * Puts files into a folder, each of them checked against its size and SHA-256. On failure what is in the folder is of use if `resumes`.
   * @throws UserError that names the first bad file, or `cancelled`
   */
  fetch(files: readonly ModelFile[], folder: string, context: FetchContext): Promise<void>;
}

export interface FetchContext {
  readonly signal: AbortSignal | undefined;
  /** The file that is on its way now. */
  readonly onFile: (path: string) => void;
  /** Bytes that came; negative: that came in vain. */
  readonly onBytes: (count: number) => void;
  /** Told why nothing comes, in one sentence. */
  readonly onWait: (sentence: string) => void;
}

/** Small files (manifests, configurations) are no larger. */
export const smallFile = 16 * 1024 * 1024;
