import { resolve } from 'node:path';
import type { Demonstration } from '../../demonstrations/types';
import { tokensOf } from '../../mend/budget';
import { throwIfCancelled } from '../../mend/cancel';
import { distil } from '../../mend/distil';
import { measureFidelity } from '../../mend/measureFidelity';
import type { MeasuredFidelity } from '../../mend/report';
import type { Vectors } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import { writeVectorFile } from '../../vectors';
import type { CallContext, CompressResult, ModelChoice } from '../methods';
import { fit } from './demonstrations';
import { modelFor, type Operation } from './parts';
import { metadataOf } from './vectorFiles';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly file: string;
  readonly vectors?: number;
  readonly keepText?: boolean;
}

/** Distils, measures the fidelity and writes the vector file. `milliseconds`: of tokenizing and distilling alone. */
export const compress: Operation<Params, CompressResult> = async (parts, params, context) => {
  const { demonstrations } = params;
  const model = await modelFor(parts, params.model, context);
  const start = parts.clock();
  const fitted = fit(model, demonstrations);
  context.progress({ message: `Distilling ${fitted.report.used} demonstrations` });
  const vectors = await distil(model.distiller, fitted.kept, params.vectors, context.signal);
  const milliseconds = parts.clock() - start;
  // Only later ones are ever dropped.
  const read = demonstrations.slice(0, fitted.report.used);
  const fidelity = await fidelityOf(model, vectors, tokensOf(fitted), read, context);
  const file = resolve(params.file);
  context.progress({ message: `Writing ${file}` });
  throwIfCancelled(context.signal);
  const metadata = metadataOf(model, demonstrations, fitted, fidelity, params.keepText ?? false);
  await writeVectorFile(file, {
    metadata,
    vectors: vectors.data,
    count: vectors.count,
    width: vectors.width,
  });
  return {
    file,
    model: model.manifest.id,
    demonstrations: demonstrations.length,
    tokens: fitted.report,
    vectors: vectors.count,
    width: vectors.width,
    milliseconds,
  };
};

/** How well the vectors stand in for the demonstrations that were read. The prefixes stay cached, so that predictions find them made. */
async function fidelityOf(
  model: LoadedModel,
  vectors: Vectors,
  tokens: readonly number[],
  demonstrations: readonly Demonstration[],
  { signal, progress }: CallContext,
): Promise<MeasuredFidelity | undefined> {
  const report = (fraction: number): void => progress({ message: 'Measuring the fidelity', fraction });
  report(0);
  const { target, codec, manifest, prefixes } = model;
  const task = {
    fullIcl: await prefixes.ofTokens(tokens, signal),
    distilled: await prefixes.ofVectors(vectors, signal),
    inputs: demonstrations.map(({ input }) => input),
  };
  return measureFidelity(target, codec, manifest.limits, task, report, signal);
}
