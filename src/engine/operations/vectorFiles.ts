import type { Demonstration } from '../../demonstrations/types';
import type { FittedDemonstrations } from '../../mend/budget';
import type { Vectors } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import {
  demonstrationHash,
  readVectorFile,
  type VectorExpectation,
  type VectorMetadata,
  verifyVectorFile,
} from '../../vectors';
import { version } from '../../../package.json';

function tokenizerHash({ manifest }: LoadedModel): string {
  return manifest.files.find((file) => file.path === 'tokenizer.json')?.sha256 ?? '';
}

/** Reads a vector file. Throws `vectorMismatch` if it was made for another target LM, tokenizer or template than the model's. */
export async function readVectorsFor(model: LoadedModel, path: string): Promise<Vectors> {
  const file = await readVectorFile(path);
  const { family, target, template } = model.manifest;
  const expectation: VectorExpectation = {
    family,
    targetId: target.id,
    targetHash: target.hash,
    tokenizerHash: tokenizerHash(model),
    width: target.width,
    template,
  };
  verifyVectorFile(file, expectation, path);
  return { data: file.vectors, count: file.count, width: file.width };
}

/**
 * The set answers are chosen from: the options that all demonstrations share, else the outputs where each is given twice on average, as
 * class labels are; undefined where answers are open.
 */
export function labelsOf(demonstrations: readonly Demonstration[]): readonly string[] | undefined {
  const key = (one: Demonstration): string => JSON.stringify(one.options);
  const first = demonstrations[0];
  if (first?.options && demonstrations.every((one) => key(one) === key(first))) return first.options;
  if (demonstrations.some((one) => one.options)) return undefined;
  const outputs = [...new Set(demonstrations.map((one) => one.output.trim()))];
  return outputs.length >= 2 && outputs.length * 2 <= demonstrations.length ? outputs : undefined;
}

/** Where the vectors come from, as the vector file keeps it. */
export function metadataOf(
  model: LoadedModel,
  demonstrations: readonly Demonstration[],
  { report }: FittedDemonstrations,
  keepText: boolean,
): VectorMetadata {
  const { family, target, distiller, template, licences } = model.manifest;
  const labels = labelsOf(demonstrations);
  return {
    family,
    targetId: target.id,
    targetHash: target.hash,
    distillerId: distiller.id,
    distillerHash: distiller.hash,
    tokenizerHash: tokenizerHash(model),
    dtype: model.dtype,
    template,
    ...(labels && { labels }),
    demonstrations: demonstrations.length,
    demonstrationsUsed: report.used,
    demonstrationsCut: report.each.filter((one) => one.fate === 'cut').length,
    demonstrationTokens: report.total,
    demonstrationSha256: demonstrations.map(demonstrationHash),
    ...(keepText && { demonstrationsText: demonstrations }),
    created: new Date().toISOString(),
    toolVersion: version,
    licence: licences.weights,
  };
}
