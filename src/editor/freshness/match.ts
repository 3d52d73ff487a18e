/** A vector file, as far as it says which demonstrations it was made from. */
export interface KnownFile {
  /** Absolute. */
  readonly path: string;
  /** `demonstrationHash` of each demonstration that it was made from, in order. */
  readonly hashes: readonly string[];
  /** ISO 8601. */
  readonly created: string;
}

/** How a block stands to its vector file. `stale`: it was changed since the file was written. */
export type BlockState<F extends KnownFile> =
  | { readonly state: 'fresh' | 'stale'; readonly file: F }
  | { readonly state: 'notCompressed'; readonly file?: undefined };

/**
 * Finds each block's vector file. Files do not say which document they come from, so their hashes and their names do:
 *
 * 1. A file made from exactly these demonstrations, in this order, wherever it is: the block is fresh.
 * 2. A file of the document's own that shares a demonstration: an earlier state of the block.
 * 3. A file elsewhere that shares more than half of them: the same, saved under another name.
 * 4. The one file of a document with one block, even if every demonstration was changed.
 *
 * A file is the earlier state of one block at most, and of none if it is another block's as it stands.
 * @param blocks the hashes of each block's demonstrations
 * @param isOwn whether a path is where the document's vectors are saved
 */
export function matchBlocks<F extends KnownFile>(
  blocks: readonly (readonly string[])[],
  files: readonly F[],
  isOwn: (path: string) => boolean,
): BlockState<F>[] {
  // Imported vectors were made from no demonstrations.
  const made = files.filter(({ hashes }) => hashes.length > 0);
  const newest = made.sort((one, other) => (one.created < other.created ? 1 : -1));
  const ordered = [...newest.filter(({ path }) => isOwn(path)), ...newest.filter(({ path }) => !isOwn(path))];
  const states = blocks.map((hashes) => freshFile(hashes, ordered));
  const taken = new Set(states.flatMap((state) => state?.file.path ?? []));
  for (const { block, file } of earlierStates(blocks, ordered, isOwn)) {
    if (states[block] || taken.has(file.path)) continue;
    states[block] = { state: 'stale', file };
    taken.add(file.path);
  }
  const [only] = ordered.filter(({ path }) => isOwn(path));
  if (blocks.length === 1 && !states[0] && only) states[0] = { state: 'stale', file: only };
  return states.map((state) => state ?? { state: 'notCompressed' });
}

type Known<F extends KnownFile> = BlockState<F> & { readonly file: F };

function freshFile<F extends KnownFile>(
  hashes: readonly string[],
  files: readonly F[],
): Known<F> | undefined {
  const same = (file: F): boolean =>
    file.hashes.length === hashes.length && file.hashes.every((hash, index) => hash === hashes[index]);
  const file = files.find(same);
  return file && { state: 'fresh', file };
}

/** The pairs of a block and a file that may be its earlier state, those that share most first. */
function earlierStates<F extends KnownFile>(
  blocks: readonly (readonly string[])[],
  files: readonly F[],
  isOwn: (path: string) => boolean,
): readonly { readonly block: number; readonly file: F }[] {
  const pairs = blocks.flatMap((hashes, block) => {
    const known = new Set(hashes);
    return files.flatMap((file) => {
      const shared = file.hashes.filter((hash) => known.has(hash)).length;
      const most = shared * 2 > Math.max(hashes.length, file.hashes.length);
      const own = isOwn(file.path);
      return (own && shared > 0) || most ? [{ block, file, shared, own }] : [];
    });
  });
  return pairs.sort((one, other) => Number(other.own) - Number(one.own) || other.shared - one.shared);
}
