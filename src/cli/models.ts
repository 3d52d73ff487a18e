import { findModels, type FoundModel } from '../models/findModels';
import { verifyModel } from '../models/verifyModel';
import { UserError } from '../shared/errors';
import { type Command, onlyPositional, type Outcome, type Surroundings, UsageError } from './command';

/** `mend models list|verify`: the models there are, and whether their files are what their manifests say. */
export const models: Command = {
  usage: 'models list|verify [--json]',
  summary: 'list the models there are, or check every byte of them',
  options: {},
  async run(args, { surroundings, progress }) {
    const action = onlyPositional(args, 'list or verify');
    if (action !== 'list' && action !== 'verify')
      throw new UsageError(`it is list or verify, not ${JSON.stringify(action)}`);
    const found = await findModels(surroundings.modelFolders);
    if (found.length === 0) {
      throw new UserError(
        'badModel',
        `No model was found in ${surroundings.modelFolders.join(' or ')}: install one there.`,
      );
    }
    return action === 'list' ? list(found) : verify(found, surroundings, progress);
  },
};

function list(found: readonly FoundModel[]): Outcome {
  const json = {
    models: found.map(({ folder, manifest, problem }) => {
      if (!manifest) return { folder, problem };
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
      : problem,
  );
  return { json, text: lines.join('\n') };
}

interface Verdict {
  readonly folder: string;
  readonly id?: string;
  readonly ok: boolean;
  readonly problem?: string;
}

async function verify(
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
