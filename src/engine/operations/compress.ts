import { resolve } from 'node:path';
import type { Demonstration } from '../../demonstrations/types';
import { tokensOf } from '../../mend/budget';
import { throwIfCancelled } from '../../mend/cancel';
import { measureFidelity } from '../../mend/measureFidelity';
import type { MeasuredFidelity } from '../../mend/report';
import type { Vectors } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import { writeVectorFile } from '../../vectors';
import { saying } from '../../shared/calls';
import { sentence } from '../../shared/sentence';
import type { CallContext, CompressResult, ModelChoice } from '../methods';
import { fit } from './demonstrations';
import { fitPinned, pinnedTexts, rowsOf } from './hybrid';
import { modelFor, type Operation } from './parts';
import { metadataOf } from './vectorFiles';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly file: string;
  readonly vectors?: number;
  readonly keepText?: boolean;
  readonly pinned?: readonly number[];
}

/** Distils, measures the fidelity and writes the vector file. `milliseconds`: of tokenizing and distilling alone. */
export const compress: Operation<Params, CompressResult> = async (parts, params, context) => {
  const { demonstrations } = params;
  const model = await modelFor(parts, params.model, context);
  const start = parts.clock();
  const fitted = fitPinned(model, demonstrations, params.pinned);
  const { distilled, pinned, report } = fitted;
  context.progress(saying(sentence('Distilling {0} demonstrations', distilled.report.used)));
  const { rows, vectors, reused } = await rowsOf(
    model,
    { distilled: distilled.kept, pinned },
    params.vectors,
    context.signal,
  );
  const milliseconds = parts.clock() - start;
  const read = demonstrations.filter((_, index) => report.each[index]?.fate !== 'dropped');
  const fidelity = await fidelityOf(model, rows, tokensOf(fit(model, demonstrations)), read, context);
  const file = resolve(params.file);
  context.progress(saying(sentence('Writing {0}', file)));
  throwIfCancelled(context.signal);
  const metadata = metadataOf(model, demonstrations, report, {
    fidelity,
    keepText: params.keepText ?? false,
    pinned: pinnedTexts(demonstrations, fitted),
  });
  await writeVectorFile(file, { metadata, vectors: rows.data, count: rows.count, width: rows.width });
  return {
    file,
    model: model.manifest.id,
    demonstrations: demonstrations.length,
    tokens: report,
    vectors,
    pinnedTokens: rows.count - vectors,
    width: rows.width,
    reused,
    milliseconds,
  };
};

/** How well the rows stand in for the demonstrations that were read. The prefixes stay cached, so that predictions find them made. */
async function fidelityOf(
  model: LoadedModel,
  rows: Vectors,
  tokens: readonly number[],
  demonstrations: readonly Demonstration[],
  { signal, progress }: CallContext,
): Promise<MeasuredFidelity | undefined> {
  const report = (fraction: number): void => progress(saying(sentence('Measuring the fidelity'), fraction));
  report(0);
  const { target, codec, manifest, prefixes } = model;
  const task = {
    fullIcl: await prefixes.ofTokens(tokens, signal),
    distilled: await prefixes.ofVectors(rows, signal),
    inputs: demonstrations.map(({ input }) => input),
  };
  return measureFidelity(target, codec, manifest.limits, task, report, signal);
}
