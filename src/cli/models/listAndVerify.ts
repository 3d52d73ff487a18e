import { findModels, type FoundModel } from '../../models/findModels';
import { verifyModel } from '../../models/verifyModel';
import { UserError } from '../../shared/errors';
import type { Outcome, Surroundings } from '../command';
import { type Action, noMore } from './action';

/** `mend models list`: the models there are. */
export const list: Action = {
  options: [],
  async run(args, { surroundings }) {
    noMore(args, 0);
    return listed(await found(surroundings));
  },
};

/** `mend models verify`: whether their files are what their manifests say. */
export const verify: Action = {
  options: [],
  async run(args, { surroundings, progress }) {
    noMore(args, 0);
    return verified(await found(surroundings), surroundings, progress);
  },
};

async function found({ modelFolders }: Surroundings): Promise<readonly FoundModel[]> {
  const models = await findModels(modelFolders);
  if (models.length > 0) return models;
  throw new UserError('badModel', `No model was found in ${modelFolders.join(' or ')}: install one there.`);
}

function listed(found: readonly FoundModel[]): Outcome {
  const json = {
    models: found.map(({ folder, manifest, problem }) => {
      if (!manifest) return { folder, problem: problem.message };
      const { id, name, family, target, distiller, dtypes, defaultDtype, licences, files } = manifest;
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      return {
        id,
        name,
        folder,
        family,
        dtypes: Object.keys(dtypes),
        defaultDtype,
        vectors: distiller.vectors,
        width: target.width,
        bytes,
        licence: licences.weights,
      };
    }),
  };
  const lines = found.map(({ folder, manifest, problem }) =>
    manifest
      ? `${manifest.id}: ${manifest.name}, family ${manifest.family}, ${manifest.distiller.vectors} vectors of width ${manifest.target.width}, weights ${manifest.licences.weights}\n  ${folder}`
      : problem.message,
  );
  return { json, text: lines.join('\n') };
}

interface Verdict {
  readonly folder: string;
  readonly id?: string;
  readonly ok: boolean;
  readonly problem?: string;
}

async function verified(
  found: readonly FoundModel[],
  { signal }: Surroundings,
  progress: (report: { readonly message: string }) => void,
): Promise<Outcome> {
  const verdicts: Verdict[] = [];
  for (const { folder } of found) {
    progress({ message: `Checking ${folder}` });
    verdicts.push(await check(folder, signal));
  }
  const problem = verdicts.find(({ ok }) => !ok)?.problem;
  const lines = verdicts.map(({ folder, id, ok }) => `${ok ? 'intact' : 'DAMAGED'}  ${id ?? ''}  ${folder}`);
  return { json: { models: verdicts }, text: lines.join('\n'), ...(problem !== undefined && { problem }) };
}

async function check(folder: string, signal: AbortSignal): Promise<Verdict> {
  try {
    const { id } = await verifyModel(folder, signal);
    return { folder, id, ok: true };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'badModel') throw error;
    return { folder, ok: false, problem: error.message };
  }
}
