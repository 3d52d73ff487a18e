import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ModelSource } from '../../models/add';
import { describePlan } from '../../models/add/describePlan';
import { findModels } from '../../models/findModels';
import { UserError } from '../../shared/errors';
import { onlyPositional, optional, type Tools } from '../command';
import { type Action, agree } from './action';

/** `mend models add`: a model from the hub, a folder or an archive. */
export const add: Action = {
  options: ['to', 'yes'],
  async run(args, tools) {
    const { surroundings, progress } = tools;
    const { signal, adding, cwd, modelFolders } = surroundings;
    const { addModel, needsOf, planModel } = await import('../../models/add');
    const plan = await planModel(await openSource(onlyPositional(args, 'SOURCE'), tools));
    const { id } = plan.manifest;
    const same = (await findModels(modelFolders)).find(({ manifest }) => manifest?.id === id);
    if (same)
      throw new UserError('badInput', `There is a model ${id} already, in ${same.folder}: remove it first.`);
    const to = optional(args, 'to');
    const store = to === undefined ? adding.store : resolve(cwd, to);
    const { name, from, size, licence } = describePlan(plan, await needsOf(plan, store));
    const facts = `${name}\n  from     ${from}\n  to       ${store}\n  size     ${size}\n  licence  ${licence}`;
    await agree(facts, 'Add it?', args, surroundings);
    const folder = await addModel(plan, store, { signal, report: progress });
    return { json: { id, folder, bytes: plan.bytes }, text: `${id} was added.\n${folder}` };
  },
};

/** What is on the disk goes before what is on the hub; a path that is not there is not looked for elsewhere. */
async function openSource(text: string, { surroundings, progress }: Tools): Promise<ModelSource> {
  const { hubAccess, openArchive, openFolder, openHub, parseRepositoryName } =
    await import('../../models/add');
  const { cwd, signal, adding } = surroundings;
  const path = text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(cwd, text);
  const stats = await stat(path).catch(() => undefined);
  if (stats) {
    progress({ message: `Looking into ${path}` });
    return stats.isDirectory() ? openFolder(path) : openArchive(path, signal);
  }
  if (/^[.~/\\]|^[A-Za-z]:\\|\.(?:zip|tgz|tar|tar\.gz)$/.test(text))
    throw new UserError(
      'fileSystem',
      `${path} does not exist: name a folder, an archive, or a repository on the hub.`,
    );
  const repository = parseRepositoryName(text);
  progress({ message: `Looking at ${repository.name}` });
  return openHub(hubAccess(adding.env, await adding.fetch()), repository, {
    signal,
    onWait: (message) => progress({ message }),
  });
}
