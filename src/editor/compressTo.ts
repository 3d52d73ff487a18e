import * as vscode from 'vscode';
import type { CompressResult } from '../engine/methods';
import type { Manifest } from '../models/manifest';
import { type VectorCount, vectorCounts } from '../models/vectorCounts';
import type { Services } from './services';

/** Asks how many vectors to write, and compresses. @returns as `compress`; undefined also where nothing was chosen */
export async function compressTo(
  services: Services,
  target: vscode.Uri | undefined,
  place?: { readonly start: number },
): Promise<CompressResult | undefined> {
  const { manifest } = await services.models.foundChosen();
  const count = await chooseCount(manifest);
  if (count === undefined) return undefined;
  const { compress } = await import('./compress');
  return compress(services, { target, place, vectors: count });
}

async function chooseCount(manifest: Manifest): Promise<number | undefined> {
  const items = vectorCounts(manifest).map((one) => ({
    count: one.count,
    label: vscode.l10n.t('{0} vectors', one.count),
    ...description(one),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('How many vectors of {0} to write', manifest.name),
    placeHolder: vscode.l10n.t('Each takes the room of one token in every call; all come from one run'),
  });
  return chosen?.count;
}

function description({ kept, keptByShots }: VectorCount): { description?: string } {
  if (kept === undefined) return {};
  const ofVectors = Math.round(kept);
  return {
    description:
      keptByShots === undefined
        ? vscode.l10n.t('keep about {0} % of what demonstrations gain on tasks new to the model', ofVectors)
        : vscode.l10n.t(
            'keep about {0} % of what demonstrations gain on tasks new to the model; a few demonstrations in as many tokens {1} %',
            ofVectors,
            Math.round(keptByShots),
          ),
  };
}
