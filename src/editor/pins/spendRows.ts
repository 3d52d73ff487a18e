import * as vscode from 'vscode';
import { type PinFacts, spend } from '../../mend/pinPlan';
import type { CallContext, CompressResult } from '../../engine/methods';
import type { Services } from '../services';
import { survivalOf } from '../survival/showMap';
import { applyPins } from './pinCommands';
import { type BlockInDocument, shownBlock } from './shownBlock';

/**
 * Spends rows in front of every query on the block that the panel shows: pins what the vectors lost, as far as that goes, and compresses again. Maps
 * first what is lost where nothing is pinned.
 * @param rows vectors and tokens of text together
 */
export async function spendRows(services: Services, rows: number): Promise<CompressResult | undefined> {
  const shown = await shownBlock(services);
  const plan = await services.tasks.run(
    vscode.l10n.t('Mapping what the vectors kept'),
    'notification',
    async (context) => {
      const facts = await factsOf(services, shown, context);
      return spend(rows, facts);
    },
  );
  if (!plan) return undefined;
  const { pinned, vectors } = plan;
  return applyPins(services, shown.document, shown.found, { pinned, vectors });
}

async function factsOf(
  services: Services,
  { document, found }: BlockInDocument,
  context: CallContext,
): Promise<PinFacts> {
  const { engine, models, blocks } = services;
  const { block, hashes, file } = found;
  const { demonstrations } = block;
  const { folder, manifest } = file
    ? await models.foundForVectors(file.metadata)
    : await models.foundChosen();
  const { each } = await engine.countTokens({ model: { folder }, demonstrations }, context);
  // What is lost where there are as many vectors as can be: fewer are never written beside new pins.
  const { vectors } = manifest.distiller;
  const survival = await survivalOf(services, document, found, { pinned: [], vectors }, context);
  return {
    each,
    survival: survival.each,
    pinned: blocks.pins.of(document.uri.toString(), hashes, file),
    kinds: hashes,
    model: manifest.distiller,
  };
}
