import { resolve } from 'node:path';
import { removeModel } from '../../models/disk/removeModel';
import { sizeOf } from '../../models/disk/sizeOf';
import { findModels, type FoundModel } from '../../models/findModels';
import { formatBytes } from '../../shared/formatBytes';
import { UserError } from '../../shared/errors';
import { onlyPositional, type Surroundings } from '../command';
import { type Action, agree } from './action';

/** `mend models remove`: takes a model off the disk; never an embedded one. */
export const remove: Action = {
  options: ['yes'],
  async run(args, { surroundings }) {
    const { adding } = surroundings;
    const model = await choose(onlyPositional(args, 'ID or FOLDER'), surroundings);
    const bytes = await sizeOf(model.folder);
    const facts = `${model.manifest?.name ?? 'a damaged model'}\n  in    ${model.folder}\n  size  ${formatBytes(bytes)}`;
    await agree(facts, 'Remove it?', args, surroundings);
    const { left } = await removeModel(model, { embedded: adding.embedded, stores: [adding.store] });
    const rest = left ? '\nFiles of your own stay there.' : '';
    return { json: { folder: model.folder, bytes, left }, text: `${model.folder} was removed.${rest}` };
  },
};

async function choose(name: string, { cwd, modelFolders }: Surroundings): Promise<FoundModel> {
  const found = await findModels([...modelFolders, resolve(cwd, name)]);
  const matching = found.filter(
    ({ folder, manifest }) => folder === resolve(cwd, name) || manifest?.id === name,
  );
  const [model, other] = matching;
  if (model && !other) return model;
  if (model) {
    const folders = matching.map(({ folder }) => folder).join(' and ');
    throw new UserError('badInput', `There are several models ${name}, in ${folders}: name the folder.`);
  }
  const ids = found.flatMap(({ manifest }) => manifest?.id ?? []).join(', ');
  throw new UserError(
    'badModel',
    `There is no model ${JSON.stringify(name)} (found: ${ids || 'none'}): name another one.`,
  );
}
