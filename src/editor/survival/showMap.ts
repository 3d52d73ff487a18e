import * as vscode from 'vscode';
import type {
  CallContext,
  DemonstrationSurvival,
  ModelChoice,
  Query,
  SurvivalResult,
} from '../../engine/methods';
import { chooseDocument } from '../chooseDocument';
import { chosenBlock } from '../chosenBlock';
import type { BlockWithState } from '../freshness/blockStates';
import type { Services } from '../services';
import { readSettings } from '../settings';
import { showBlock } from '../showBlock';

/**
 * Marks in the text how much of each demonstration a block's vectors carry: those of its file or, where it has none, those that compressing would give.
 * @param target the block's document; by default the active editor's
 * @param place an offset in the block; by default the cursor
 * @param probesOf finds the queries to ask instead of the demonstrations' own inputs; undefined when that was cancelled
 * @returns undefined when it failed or was cancelled, and then the user has been told
 */
export async function showSurvivalMap(
  services: Services,
  target?: vscode.Uri,
  place?: { readonly start: number },
  probesOf?: (document: vscode.TextDocument) => Promise<readonly Query[] | 'own' | undefined>,
): Promise<SurvivalResult | undefined> {
  const { blocks, tasks } = services;
  const chosen = await chooseDocument(target, place);
  const { document } = chosen;
  const found = await chosenBlock(services, chosen);
  const probes = probesOf ? await probesOf(document) : 'own';
  if (probes === undefined) return undefined;
  const uri = document.uri.toString();
  const title = vscode.l10n.t('Mapping what the vectors kept');
  return tasks.run(title, 'notification', async (context) => {
    await showInPanel(services, document, found, context);
    const { start, ranges } = found.block;
    blocks.survival.begin(uri, { start, ranges, hashes: found.hashes });
    const pinned = blocks.pins.of(uri, found.hashes, found.file);
    try {
      const add = (one: DemonstrationSurvival): void => blocks.survival.add(uri, [one]);
      const how = { pinned, ...(probes !== 'own' && { queries: probes }) };
      const result = await survivalOf(services, document, found, how, context, add);
      blocks.survival.add(uri, result.each);
      return result;
    } catch (error) {
      // Half a map would look like a whole one.
      blocks.survival.clear(uri);
      throw error;
    }
  });
}

/** With how many vectors, which demonstrations as text, and what to ask instead of the demonstrations' own inputs. */
interface SurvivalChoice {
  readonly pinned: readonly number[];
  readonly vectors?: number;
  readonly queries?: readonly Query[];
}

/** Measures a block with some of it pinned, unless that was done before; by default with as many vectors as its file has. `found` is told of each demonstration as soon as it is known. */
export async function survivalOf(
  { blocks, engine, models }: Services,
  document: vscode.TextDocument,
  { block, hashes, file }: BlockWithState,
  { pinned, vectors = file?.vectors, queries }: SurvivalChoice,
  { signal, progress }: CallContext,
  found: (one: DemonstrationSurvival) => void = () => undefined,
): Promise<SurvivalResult> {
  const model: ModelChoice = file ? await models.forVectors(file.metadata) : await models.chosen();
  const count = vectors ?? readSettings(document.uri).vectors;
  const key = JSON.stringify([model, count, pinned, hashes, queries]);
  const known = blocks.survival.result(key);
  if (known) return known;
  const { demonstrations } = block;
  const params = {
    model,
    demonstrations,
    pinned,
    ...(count !== undefined && { vectors: count }),
    ...(queries && { queries }),
  };
  const result = await engine.survival(params, {
    signal,
    progress: ({ partial, ...report }) => {
      if (isSurvival(partial)) found(partial);
      progress(report);
    },
  });
  blocks.survival.keep(key, result);
  return result;
}

/** Partial results come from the engine's process without a type. */
function isSurvival(value: unknown): value is DemonstrationSurvival {
  return typeof value === 'object' && value !== null && 'verdict' in value && 'index' in value;
}

/** The panel lists what the text marks; where it shows the block already it is left as it is. */
async function showInPanel(
  services: Services,
  document: vscode.TextDocument,
  { block, file }: BlockWithState,
  context: CallContext,
): Promise<void> {
  const { engine, models, session } = services;
  const { demonstrations: shown, vectors } = session.state;
  const isShown =
    shown?.source.uri === document.uri.toString() &&
    shown.source.start === block.start &&
    JSON.stringify(shown.demonstrations) === JSON.stringify(block.demonstrations) &&
    vectors?.path === file?.path;
  if (isShown) return;
  const { demonstrations } = block;
  const model = file ? await models.forVectors(file.metadata) : await models.chosen();
  const tokens = await engine.countTokens({ model, demonstrations }, context);
  await showBlock(services, { document, block, tokens, file: file?.path }, context);
}
