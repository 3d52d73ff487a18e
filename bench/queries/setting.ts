import type { Demonstration } from '../../src/demonstrations';
import { fit } from '../../src/engine/operations/demonstrations';
import { distil } from '../../src/mend/distil';
import { encodeOptions, fitQuery, tokensOf } from '../../src/mend/budget';
import type { Prefix } from '../../src/mend/targetLm';
import { readManifest } from '../../src/models/readManifest';
import { loadModel, type LoadedModel } from '../../src/runtime/loadModel';
import type { BenchOptions } from '../harness/options';
import { readTask } from '../harness/task';

export interface EncodedQuery {
  readonly ids: readonly number[];
  readonly options: readonly (readonly number[])[];
}

/** What the arms share: the model, the demonstrations as tokens, both prefixes, and queries cut alike for all of them. */
export interface Setting {
  readonly model: LoadedModel;
  readonly demonstrations: readonly Demonstration[];
  /** Demonstrations that fit into the model's budget, and their tokens. */
  readonly used: number;
  readonly tokens: readonly number[];
  readonly distilled: Prefix;
  readonly exact: Prefix;
  readonly query: (round: number) => EncodedQuery;
}

export async function createSetting(folder: string, options: BenchOptions): Promise<Setting> {
  const { defaultDtype } = await readManifest(folder);
  const model = await loadModel(
    folder,
    options.dtype ?? defaultDtype,
    { providers: [...new Set([options.provider, 'cpu'])] },
    () => undefined,
  );
  const { demonstrations, queries } = readTask(options);
  const fitted = fit(model, demonstrations);
  const tokens = tokensOf(fitted);
  const distilled = await model.target.prefillVectors(await distil(model.distiller, fitted.kept));
  const exact = await model.target.prefillTokens(tokens);
  const { codec, target, manifest } = model;
  const encoded = queries.map(({ input, options: words }): EncodedQuery => {
    const ids = encodeOptions(codec, manifest.limits, words);
    const answer = Math.max(...ids.map((option) => option.length));
    const space = { contextTokens: target.contextTokens, prefix: tokens.length, answer };
    return { ids: fitQuery(codec, manifest.limits, input, space).ids, options: ids };
  });
  const query = (round: number): EncodedQuery => encoded[round % encoded.length] ?? { ids: [], options: [] };
  return { model, demonstrations, used: fitted.report.used, tokens, distilled, exact, query };
}
