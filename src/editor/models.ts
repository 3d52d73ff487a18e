import * as path from 'node:path';
import type { ModelChoice } from '../engine/methods';
import { findModels, type FoundModel } from '../models/findModels';
import type { Manifest } from '../models/manifest';
import { UserError } from '../shared/errors';
import { readSettings } from './settings';

export type UsableModel = Extract<FoundModel, { manifest: Manifest }>;

/** The models on this machine: the embedded ones and those in the folders of the setting. */
export class Models {
  /** @param embedded absolute folder of the models that come with the extension */
  constructor(private readonly embedded: string) {}

  find(): Promise<readonly FoundModel[]> {
    // A relative folder would mean something else in every window.
    const own = readSettings().modelFolders.filter((folder) => path.isAbsolute(folder));
    return findModels([...own, this.embedded]);
  }

  /** The model that the settings choose. @throws UserError `badModel` that names the ones there are. */
  async chosen(): Promise<UsableModel> {
    const { modelId } = readSettings();
    return this.#pick(({ id }) => id === modelId, `There is no model "${modelId}"`);
  }

  /** The model whose target LM the vectors were made for. @throws UserError `badModel` */
  forTarget(id: string, hash: string): Promise<UsableModel> {
    return this.#pick(
      ({ target }) => target.id === id && target.hash === hash,
      `The vectors were made for ${id}, which is not installed`,
    );
  }

  async #pick(matches: (manifest: Manifest) => boolean, problem: string): Promise<UsableModel> {
    const found = await this.find();
    const model = found.find(
      (one): one is UsableModel => one.manifest !== undefined && matches(one.manifest),
    );
    if (model) return model;
    const broken = found.flatMap((one) => one.problem ?? []);
    const names = found.flatMap((one) => one.manifest?.id ?? []).join(', ');
    const known = names === '' ? 'none was found' : `found: ${names}`;
    throw new UserError(
      'badModel',
      `${problem} (${[known, ...broken].join('; ')}): run "MEND: Select Model", or set mend.model.folders.`,
    );
  }
}

/** What the engine is told about a model. */
export function choiceOf({ folder }: UsableModel): ModelChoice {
  return { folder };
}
