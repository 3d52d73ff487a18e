import * as vscode from 'vscode';
import type { FoundModel } from '../models/findModels';
import { messageOf } from '../shared/errors';
import type { Services } from './services';
import { readSettings } from './settings';
import { translate } from './translate';

/** Lets the user choose among the models found. */
export async function selectModel({ models }: Services): Promise<void> {
  const { modelId } = readSettings();
  const items = (await models.find()).map((model) => itemOf(model, modelId));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Select the model that compresses and predicts'),
    placeHolder: vscode.l10n.t('Run "MEND: Add Model" for further ones'),
    matchOnDetail: true,
  });
  if (chosen?.id) await chooseModel(chosen.id);
}

/** Makes a model the one that compresses and predicts, in the settings where that was chosen before. */
export async function chooseModel(id: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('mend');
  const inWorkspace = settings.inspect('model.id')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('model.id', id, target);
}

interface ModelItem extends vscode.QuickPickItem {
  /** Undefined for a folder that can't be used. */
  readonly id: string | undefined;
}

function itemOf({ folder, manifest, problem }: FoundModel, current: string): ModelItem {
  if (!manifest)
    return { id: undefined, label: `$(warning) ${folder}`, detail: messageOf(problem, translate) };
  const { id, name, family, target, distiller, licences, description } = manifest;
  const shape = [family, distiller.vectors, target.width, licences.weights] as const;
  return {
    id,
    label: id === current ? `$(check) ${name}` : name,
    description: id,
    detail: [
      description,
      target.parameters === undefined
        ? vscode.l10n.t('family {0}, {1} vectors of width {2}, weights {3}', ...shape)
        : vscode.l10n.t(
            'family {0}, {4} M parameters, {1} vectors of width {2}, weights {3}',
            ...shape,
            (target.parameters / 1e6).toFixed(1),
          ),
    ]
      .filter(Boolean)
      .join(' · '),
  };
}
