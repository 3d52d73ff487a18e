import { inferOptions } from '../../demonstrations/options';
import type { Demonstration } from '../../demonstrations/types';
import type { FittedDemonstrations } from '../../mend/budget';
import type { MeasuredFidelity } from '../../mend/report';
import type { Vectors } from '../../mend/targetLm';
import { expectationOf } from '../../models/expectation';
import type { LoadedModel } from '../../runtime/loadModel';
import { demonstrationHash, readVectorFile, type VectorMetadata, verifyVectorFile } from '../../vectors';
import { version } from '../../../package.json';

/** Reads a vector file. Throws `vectorMismatch` if it was made for another target LM, tokenizer or template than the model's. */
export async function readVectorsFor(model: LoadedModel, path: string): Promise<Vectors> {
  const file = await readVectorFile(path);
  verifyVectorFile(file, expectationOf(model.manifest), path);
  return { data: file.vectors, count: file.count, width: file.width };
}

/** Where the vectors come from, as the vector file keeps it. */
export function metadataOf(
  model: LoadedModel,
  demonstrations: readonly Demonstration[],
  { report }: FittedDemonstrations,
  fidelity: MeasuredFidelity | undefined,
  keepText: boolean,
): VectorMetadata {
  const { distiller, licences } = model.manifest;
  const { family, targetId, targetHash, tokenizerHash, template } = expectationOf(model.manifest);
  const labels = inferOptions(demonstrations);
  return {
    family,
    targetId,
    targetHash,
    distillerId: distiller.id,
    distillerHash: distiller.hash,
    tokenizerHash,
    dtype: model.dtype,
    template,
    ...(labels && { labels }),
    demonstrations: demonstrations.length,
    demonstrationsUsed: report.used,
    demonstrationsCut: report.each.filter((one) => one.fate === 'cut').length,
    demonstrationTokens: report.total,
    demonstrationSha256: demonstrations.map(demonstrationHash),
    ...(fidelity && { fidelity }),
    ...(keepText && { demonstrationsText: demonstrations }),
    created: new Date().toISOString(),
    toolVersion: version,
    licence: licences.weights,
  };
}
