import * as vscode from 'vscode';
import type { BreakEvenResult } from '../../engine/methods';
import type { Translate } from '../../shared/sentence';
import { blockOf } from '../chosenBlock';
import { chooseDocument } from '../chooseDocument';
import type { Services } from '../services';
import { readSettings } from '../settings';
import { tell } from '../tell';

/**
 * Measures what each way of answering costs on this machine, for a block and the chosen model, and shows it as a report.
 *
 * @param target the block's document; by default the active editor's
 * @param place an offset in the block; by default the selection or the cursor
 * @returns undefined when it failed or was cancelled, and then the user has been told
 */
export async function measureBreakEven(
  services: Services,
  target?: vscode.Uri,
  place?: { readonly start: number },
): Promise<BreakEvenResult | undefined> {
  const { engine, models, reports, tasks } = services;
  const chosen = await chooseDocument(target, place);
  const { demonstrations } = await blockOf(services, chosen);
  const { vectors } = readSettings(chosen.document.uri);
  const model = await models.chosen();
  const params = { model, demonstrations, ...(vectors !== undefined && { vectors }) };
  const result = await tasks.run(vscode.l10n.t('Measuring break-even'), 'notification', (context) =>
    engine.breakEven(params, context),
  );
  if (!result) return undefined;
  const { breakEvenReport } = await import('../../mend/breakEven/report');
  const { measuredOn } = await import('../../engine/measuredOn');
  const translate: Translate = (template, ...values) => vscode.l10n.t(template, ...values);
  const about = measuredOn(result, translate);
  await reports.show(vscode.l10n.t('MEND break-even'), breakEvenReport(result, about, translate));
  tell(vscode.l10n.t('break-even was measured in {0} rounds.', result.rounds));
  return result;
}
