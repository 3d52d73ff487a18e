import * as vscode from 'vscode';
import type { Demonstration } from '../demonstrations';
import type { PredictResult } from '../engine/methods';
import { foretelling } from '../models/foretelling';
import { trimText } from '../shared/trimText';
import { viewId } from './ids';
import { openVectors } from './openVectors';
import { parseOptions } from './optionsLine';
import type { Services } from './services';
import type { Draft } from './sessionParts';
import type { SessionDemonstrations } from './sessionState';

/** Asks for a query, and shows in the panel how the model answers it. Asks for a vector file first where none is open. */
export async function predictCommand(services: Services): Promise<PredictResult | undefined> {
  const { session } = services;
  if (!session.state.vectors && !(await openVectors(services))) return undefined;
  const input = await vscode.window.showInputBox({
    title: vscode.l10n.t('Predict with vectors'),
    prompt: vscode.l10n.t('The input to predict an output for. Its options stand in the panel.'),
    value: selectedText() ?? session.state.draft.input,
  });
  if (input === undefined || trimText(input) === '') return undefined;
  session.update({ draft: { ...session.state.draft, input } });
  await vscode.commands.executeCommand(`${viewId}.focus`);
  return predict(services, session.state.draft);
}

/** Answers a query with the open vectors, beside zero-shot and, where the demonstrations are known, full ICL. */
export async function predict(services: Services, draft: Draft): Promise<PredictResult | undefined> {
  const { session, engine, models, tasks } = services;
  const { vectors, demonstrations } = session.state;
  const input = trimText(draft.input);
  if (!vectors || input === '') return undefined;
  const options = parseOptions(draft.options);
  return tasks.run(vscode.l10n.t('Predicting'), 'panel', async (context) => {
    const { folder, manifest } = await models.foundForVectors(vectors.contents.metadata);
    const params = {
      model: { folder },
      file: vectors.path,
      input,
      ...(options.length > 0 && { options }),
      ...(demonstrations && { demonstrations: readByModel(demonstrations) }),
    };
    const result = await engine.predict(params, context);
    const worth = foretelling(manifest);
    session.update({ prediction: { input, result, ...(worth && { foretelling: worth }) } });
    return result;
  });
}

/** The demonstrations that fitted the budget; fitting these again cuts the last one in the same place. */
function readByModel({ demonstrations, tokens }: SessionDemonstrations): readonly Demonstration[] {
  return demonstrations.filter((_, index) => tokens.each[index]?.fate !== 'dropped');
}

/** The words selected in the editor, where they are few enough to be a query. */
function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection).trim();
  return text && text.length < 2000 ? text.replaceAll(/\s*\n\s*/g, ' ') : undefined;
}
