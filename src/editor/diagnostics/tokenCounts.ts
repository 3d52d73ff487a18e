import * as vscode from 'vscode';
import type { Demonstration } from '../../demonstrations';
import type { Services } from '../services';
import { readSettings } from '../settings';
import type { CountTokens } from './lintDocument';

/** Counting more would hold up what the user asks of the engine. */
const MOST_CHARACTERS = 200_000;

/**
 * Counts with what is there already: the report of the last compression, if it was of these demonstrations, or an engine that runs, has the chosen
 * model loaded and nothing else to do. Undefined otherwise: nothing is started for it.
 */
export function tokenCounts({ engine, models, session }: Services): CountTokens {
  return async (found, signal) => {
    const demonstrations = found.map(({ input, output }) => ({ input, output }));
    const { demonstrations: compressed, busy } = session.state;
    if (compressed && isSame(compressed.demonstrations, demonstrations))
      return { model: vscode.l10n.t('the model'), report: compressed.tokens };
    const length = demonstrations.reduce((sum, { input, output }) => sum + input.length + output.length, 0);
    if (busy || engine.state !== 'running' || length > MOST_CHARACTERS) return undefined;
    const { modelId } = readSettings();
    const { models: loaded } = await engine.status({}, { signal });
    if (!loaded.some(({ id }) => id === modelId)) return undefined;
    const report = await engine.countTokens({ model: await models.chosen(), demonstrations }, { signal });
    return { model: modelId, report };
  };
}

function isSame(one: readonly Demonstration[], other: readonly Demonstration[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ input, output }, index) => input === other[index]?.input && output === other[index].output)
  );
}
