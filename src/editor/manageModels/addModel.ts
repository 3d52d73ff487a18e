import * as vscode from 'vscode';
import type { ModelPlan } from '../../models/add';
import { UserError } from '../../shared/errors';
import { inBackground } from '../background';
import { chooseModel } from '../selectModel';
import type { Services } from '../services';
import { chooseOrigin } from './chooseOrigin';
import { confirmAdding, type Place } from './confirmAdding';
import { openOrigin, originOf } from './origin';
import { addFolderToSetting } from './settingFolders';

/**
 * Adds a model from the hub, a folder or an archive, after showing what that takes.
 * @param target a folder, an archive, or the address of a repository; asked for by default
 * @returns the model folder; undefined when it was not added, and then the user has been told or has chosen so
 */
export async function addModelCommand(services: Services, target?: vscode.Uri): Promise<string | undefined> {
  const { reporter, models } = services;
  const origin = target ? originOf(target) : await chooseOrigin();
  if (!origin) return undefined;
  const { planModel } = await import('../../models/add');
  const plan = await inBackground(reporter, vscode.l10n.t('Looking at the model'), async (context) =>
    planModel(await openOrigin(origin, context)),
  );
  if (!plan) return undefined;
  await refuseSameId(services, plan);
  const place = await confirmAdding(plan, await models.stores());
  if (!place) return undefined;
  const folder = await put(services, plan, place);
  if (folder !== undefined) void offerUse(plan);
  return folder;
}

/** Two models of one id could not be told apart by the setting that chooses. */
async function refuseSameId({ models }: Services, { manifest, source }: ModelPlan): Promise<void> {
  const same = (await models.find()).find((model) => model.manifest?.id === manifest.id);
  if (!same) return;
  throw new UserError(
    'badInput',
    same.folder === source.folder
      ? vscode.l10n.t(
          '{0} in {1} is among the models already: run "MEND: Select Model".',
          manifest.name,
          same.folder,
        )
      : vscode.l10n.t(
          'There is a model {0} already, in {1}: remove that one first.',
          manifest.id,
          same.folder,
        ),
  );
}

async function put({ reporter }: Services, plan: ModelPlan, place: Place): Promise<string | undefined> {
  if ('inPlace' in place) {
    await addFolderToSetting(place.inPlace);
    return place.inPlace;
  }
  const { addModel } = await import('../../models/add');
  const { id, name } = plan.manifest;
  reporter.log.info(`adding ${id} from ${plan.source.label} to ${place.store}`);
  return inBackground(reporter, vscode.l10n.t('Adding {0}', name), ({ signal, report }) =>
    addModel(plan, place.store, { signal, report }),
  );
}

async function offerUse({ manifest }: ModelPlan): Promise<void> {
  const use = vscode.l10n.t('Use It');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} was added.', manifest.name),
    use,
  );
  if (answer === use) await chooseModel(manifest.id);
}
