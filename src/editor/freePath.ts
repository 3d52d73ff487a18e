import type { Demonstration } from '../demonstrations/types';
import { UserError } from '../shared/errors';
import { demonstrationHash, readVectorFile, vectorSuffix } from '../vectors';

/**
 * Where to save vectors so that no other block's are replaced: `file` itself, or `name-2.mend.safetensors`, `name-3.mend.safetensors`, … if what
 * is there was made from other demonstrations alone. Vectors that share a demonstration are an earlier state of the same block.
 * @param file ends in `.mend.safetensors`
 * @param taken paths that are another block's all the same
 */
export async function freePath(
  file: string,
  demonstrations: readonly Demonstration[],
  taken: ReadonlySet<string> = new Set(),
): Promise<string> {
  const stem = file.slice(0, -vectorSuffix.length);
  const hashes = new Set(demonstrations.map(demonstrationHash));
  let candidate = file;
  for (let number = 2; taken.has(candidate) || !(await mayReplace(candidate, hashes)); number++)
    candidate = `${stem}-${number}${vectorSuffix}`;
  return candidate;
}

async function mayReplace(file: string, hashes: ReadonlySet<string>): Promise<boolean> {
  try {
    const { metadata } = await readVectorFile(file);
    return metadata.demonstrationSha256.some((hash) => hashes.has(hash));
  } catch (error) {
    // Nothing is there, or nothing can be read: writing will tell. A file of another kind is somebody's.
    return !(error instanceof UserError && error.code === 'badVectorFile');
  }
}
