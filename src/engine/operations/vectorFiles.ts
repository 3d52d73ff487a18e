import { inferOptions } from '../../demonstrations/options';
import type { Demonstration } from '../../demonstrations/types';
import type { MeasuredFidelity, TokenReport } from '../../mend/report';
import type { Vectors } from '../../mend/targetLm';
import { expectationOf } from '../../models/expectation';
import type { LoadedModel } from '../../runtime/loadModel';
import {
  demonstrationHash,
  type PinnedText,
  readVectorFile,
  type VectorMetadata,
  verifyVectorFile,
} from '../../vectors';
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
  report: TokenReport,
  {
    fidelity,
    keepText,
    pinned,
  }: {
    readonly fidelity: MeasuredFidelity | undefined;
    readonly keepText: boolean;
    readonly pinned: readonly PinnedText[];
  },
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
    ...(pinned.length > 0 && { pinned }),
    ...(keepText && { demonstrationsText: demonstrations }),
    created: new Date().toISOString(),
    toolVersion: version,
    licence: licences.weights,
  };
}
