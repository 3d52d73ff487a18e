import { resolve } from 'node:path';
import type { Demonstration } from '../../demonstrations/types';
import { throwIfCancelled } from '../../mend/cancel';
import { distil } from '../../mend/distil';
import { writeVectorFile } from '../../vectors';
import type { CompressResult, ModelChoice } from '../methods';
import { fit, tokensOf } from './demonstrations';
import { modelFor, type Operation } from './parts';
import { metadataOf } from './vectorFiles';

interface Params {
  readonly model: ModelChoice;
  readonly demonstrations: readonly Demonstration[];
  readonly file: string;
  readonly vectors?: number;
  readonly keepText?: boolean;
}

/** Distils and writes the vector file. `milliseconds`: of tokenizing, distilling and writing, not of loading the model. */
export const compress: Operation<Params, CompressResult> = async (parts, params, context) => {
  const { demonstrations } = params;
  const model = await modelFor(parts, params.model, context);
  const start = parts.clock();
  const fitted = fit(model, demonstrations);
  context.progress({ message: `Distilling ${fitted.report.used} demonstrations` });
  const vectors = await distil(model.distiller, tokensOf(fitted), params.vectors, context.signal);
  throwIfCancelled(context.signal);
  const file = resolve(params.file);
  context.progress({ message: `Writing ${file}` });
  const metadata = metadataOf(model, demonstrations, fitted, params.keepText ?? false);
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
    milliseconds: parts.clock() - start,
  };
};
