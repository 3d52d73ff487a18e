import { UserError } from '../../shared/errors';
import { sentence } from '../../shared/sentence';
import type { Manifest } from '../manifest';
import { manifestName } from '../readManifest';
import { validateManifest } from '../validateManifest';
import type { ModelSource } from './modelSource';
import { whyNot } from './whyNot';

/** What would be added. Nothing has been written yet. */
export interface ModelPlan {
  readonly source: ModelSource;
  readonly manifest: Manifest;
  /** `mend.json` as the source has it. */
  readonly manifestBytes: Uint8Array;
  /** Of all files. */
  readonly bytes: number;
}

/**
 * Looks at what a source holds: the manifest is checked, and that the files it lists are there with their sizes and, where the source knows them,
 * their hashes, so that a bad model is found before gigabytes of it are fetched.
 * @throws UserError `badModel` with what is missing and what to do, or the source's own failures
 */
export async function planModel(source: ModelSource): Promise<ModelPlan> {
  if (!(await source.find(manifestName))) throw await whyNot(source);
  const manifestBytes = await source.read(manifestName);
  const manifest = parse(manifestBytes, `${manifestName} of ${source.label}`);
  let bytes = manifestBytes.length;
  const seen = new Set<string>([manifestName]);
  for (const file of manifest.files) {
    const found = await source.find(file.path);
    if (!found) throw bad(source, `it lacks ${file.path}, which its ${manifestName} lists`);
    if (found.bytes !== file.bytes || (found.sha256 ?? file.sha256) !== file.sha256)
      throw bad(source, `its ${file.path} is not the one that its ${manifestName} lists`);
    // On a disk that does not tell cases apart, one of them would replace the other.
    if (seen.has(file.path.toLowerCase())) throw bad(source, `its ${manifestName} lists ${file.path} twice`);
    seen.add(file.path.toLowerCase());
    bytes += file.bytes;
  }
  return { source, manifest, manifestBytes, bytes };
}

function parse(bytes: Uint8Array, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new UserError('badModel', sentence('{0} is not valid JSON: the model was not saved whole.', path), {
      cause,
    });
  }
  return validateManifest(value, path);
}

function bad({ label }: ModelSource, why: string): UserError {
  return new UserError(
    'badModel',
    sentence('{0} is no whole model, since {1}: get it from where it was made.', label, why),
  );
}
