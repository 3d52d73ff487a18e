import * as vscode from 'vscode';
import type { ModelPlan } from '../../models/add';
import { describePlan } from '../../models/add/describePlan';
import { UserError } from '../../shared/errors';

/** Where an added model is to be. */
export type Place = { readonly store: string } | { readonly inPlace: string };

interface PlaceItem extends vscode.QuickPickItem {
  readonly place: Place | undefined;
}

/**
 * Shows what adding takes (size, free space, licence, origin) and asks whether, and where to.
 * @param stores folders that models may be added to, the first by default
 * @throws UserError if it can be added to none of them
 */
export async function confirmAdding(plan: ModelPlan, stores: readonly string[]): Promise<Place | undefined> {
  const results = await Promise.all(stores.map((store) => itemFor(plan, store)));
  const items = results.filter((one): one is PlaceItem => !(one instanceof UserError));
  const { folder } = plan.source;
  if (folder !== undefined) {
    items.push({
      label: `$(references) ${vscode.l10n.t('Use It Where It Is')}`,
      description: folder,
      detail: vscode.l10n.t(
        'Nothing is copied: the folder is added to the setting mend.model.folders. {0}',
        licenceOf(plan),
      ),
      place: { inPlace: folder },
    });
  }
  const [problem] = results.filter((one) => one instanceof UserError);
  if (items.length === 0 && problem) throw problem;
  const { name, from } = describePlan(plan, { bytes: plan.bytes, free: undefined });
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Add {0}?', name),
    placeHolder: vscode.l10n.t('From {0}. Nothing has been written yet; choose where it is to be.', from),
    ignoreFocusOut: true,
  });
  return chosen?.place;
}

async function itemFor(plan: ModelPlan, store: string): Promise<PlaceItem | UserError> {
  const { needsOf } = await import('../../models/add');
  try {
    const { size, licence } = describePlan(plan, await needsOf(plan, store));
    return {
      label: plan.source.resumes
        ? `$(cloud-download) ${vscode.l10n.t('Download It')}`
        : `$(copy) ${vscode.l10n.t('Copy It')}`,
      description: store,
      detail: `${size} · ${licence}`,
      place: { store },
    };
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

const licenceOf = (plan: ModelPlan): string => describePlan(plan, { bytes: 0, free: undefined }).licence;
