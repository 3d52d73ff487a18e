import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ModelChoice } from '../engine/methods';
import { findModels, type FoundModel } from '../models/findModels';
import type { Manifest } from '../models/manifest';
import { UserError } from '../shared/errors';
import type { VectorMetadata } from '../vectors';

/** The model used when none is named. */
const DEFAULT_ID = 'mend-gpt2-mini';

export interface ModelPlaces {
  readonly cwd: string;
  readonly modelFolders: readonly string[];
}

/**
 * The model that is named, by its id or by its folder; without a name the embedded one.
 * @throws UserError `badModel` that names the ones there are.
 */
export async function chooseModel(name: string | undefined, places: ModelPlaces): Promise<ModelChoice> {
  if (name !== undefined) {
    const folder = resolve(places.cwd, name);
    if (await isModelFolder(folder)) return { folder };
  }
  const id = name ?? DEFAULT_ID;
  return pick(places, (manifest) => manifest.id === id, `There is no model ${JSON.stringify(id)}`);
}

/**
 * The model that vectors were made for, unless one is named.
 * @throws UserError `badModel` that names the ones there are.
 */
export async function modelForVectors(
  name: string | undefined,
  { targetId, targetHash }: VectorMetadata,
  places: ModelPlaces,
): Promise<ModelChoice> {
  if (name !== undefined) return chooseModel(name, places);
  return pick(
    places,
    ({ target }) => target.id === targetId && target.hash === targetHash,
    `The vectors were made for ${targetId} (weights ${targetHash.slice(0, 16)}…), which is not among the models`,
  );
}

async function pick(
  { modelFolders }: ModelPlaces,
  matches: (manifest: Manifest) => boolean,
  problem: string,
): Promise<ModelChoice> {
  const found = await findModels(modelFolders);
  const model = found.find(({ manifest }) => manifest && matches(manifest));
  if (model) return { folder: model.folder };
  throw new UserError('badModel', `${problem} (${listed(found)}): name the id or the folder of another one.`);
}

function listed(found: readonly FoundModel[]): string {
  const ids = found.flatMap(({ manifest }) => manifest?.id ?? []);
  const problems = found.flatMap(({ problem }) => problem?.message.replace(/\.$/, '') ?? []);
  return [ids.length > 0 ? `found: ${ids.join(', ')}` : 'none was found', ...problems].join('; ');
}

async function isModelFolder(folder: string): Promise<boolean> {
  return access(join(folder, 'mend.json')).then(
    () => true,
    () => false,
  );
}
