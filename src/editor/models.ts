import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ModelChoice } from '../engine/methods';
import type { FoundModel, UsableModel } from '../models/findModels';
import type { Manifest } from '../models/manifest';
import { messageOf, UserError } from '../shared/errors';
import type { VectorMetadata } from '../vectors';
import { DEFAULT_MODEL, readSettings } from './settings';
import { translate } from './translate';

/** The models on this machine: those in the folders of the setting, those that were added, and the embedded ones. */
export class Models {
  /**
   * @param embedded absolute folder of the models that come with the extension
   * @param store absolute folder of the models that are added, in the extension's storage
   */
  constructor(
    readonly embedded: string,
    readonly store: string,
  ) {}

  async find(): Promise<readonly FoundModel[]> {
    // Brings a schema validator, which activation must not wait for.
    const { findModels } = await import('../models/findModels');
    return findModels([...this.#ownFolders(), this.store, this.embedded]);
  }

  /** Folders that models can be added to: the extension's storage, and those of the setting that hold models and are none themselves. */
  async stores(): Promise<readonly string[]> {
    const own = await Promise.all(
      this.#ownFolders().map(async (folder) => {
        const names = await readdir(folder).catch(() => undefined);
        return names && !names.includes('mend.json') ? [folder] : [];
      }),
    );
    return [this.store, ...own.flat()];
  }

  isEmbedded(folder: string): boolean {
    return path.dirname(folder) === this.embedded;
  }

  #ownFolders(): readonly string[] {
    // A relative folder would mean something else in every window.
    return readSettings().modelFolders.filter((folder) => path.isAbsolute(folder));
  }

  /** The model that the settings choose. @throws UserError `badModel` that names the ones there are */
  async chosen(): Promise<ModelChoice> {
    const { folder } = await this.foundChosen();
    return { folder };
  }

  /** The same with its manifest. @throws UserError `badModel` */
  foundChosen(): Promise<UsableModel> {
    const { modelId } = readSettings();
    return this.#pick(
      ({ id }) => id === modelId,
      (found) =>
        vscode.l10n.t(
          'There is no model "{0}" ({1}): run "MEND: Select Model", or set mend.model.folders.',
          modelId,
          found,
        ),
    );
  }

  /** The embedded model that is the default, whatever the settings choose. @throws UserError `badModel` if the installation lacks it */
  async embeddedDefault(): Promise<ModelChoice> {
    const { findModels } = await import('../models/findModels');
    const found = await findModels([this.embedded]);
    const model = found.find(({ manifest }) => manifest?.id === DEFAULT_MODEL);
    if (model) return { folder: model.folder };
    throw new UserError(
      'badModel',
      vscode.l10n.t('The embedded model {0} is missing: install the extension again.', DEFAULT_MODEL),
    );
  }

  /** The model whose target LM the vectors were made for. @throws UserError `badModel` */
  async forVectors(metadata: VectorMetadata): Promise<ModelChoice> {
    const { folder } = await this.foundForVectors(metadata);
    return { folder };
  }

  /** The same with its manifest. @throws UserError `badModel` */
  foundForVectors({ targetId, targetHash }: VectorMetadata): Promise<UsableModel> {
    return this.#pick(
      ({ target }) => target.id === targetId && target.hash === targetHash,
      (found) =>
        vscode.l10n.t(
          'The vectors were made for {0}, which is not among the models ({1}): run "MEND: Select Model", or set mend.model.folders.',
          targetId,
          found,
        ),
    );
  }

  /** @param problem the sentence that no model matches, with what there is */
  async #pick(
    matches: (manifest: Manifest) => boolean,
    problem: (found: string) => string,
  ): Promise<UsableModel> {
    const found = await this.find();
    const model = found.find(
      (one): one is UsableModel => one.manifest !== undefined && matches(one.manifest),
    );
    if (model) return model;
    const broken = found.flatMap(({ problem: why }) => (why ? messageOf(why, translate) : []));
    const names = found.flatMap((one) => one.manifest?.id ?? []).join(', ');
    const known = names === '' ? vscode.l10n.t('none was found') : vscode.l10n.t('found: {0}', names);
    throw new UserError('badModel', problem([known, ...broken].join('; ')));
  }
}
