import { UserError } from '../shared/errors';
import { placeholderPositions } from './anchors';
import { tokensOf, type KeptDemonstration } from './budget';
import { keptVectors, usualCount } from './keptVectors';
import type { Distiller, Vectors } from './targetLm';

/**
 * One forward pass: demonstrations (at least one kept) to `count` distilled vectors; by default as many as are usual for the model and the number
 * of tokens. Models are trained for any number of them (docs/model-folder.md, "Placeholders").
 */
export async function distil(
  distiller: Distiller,
  kept: readonly KeptDemonstration[],
  count?: number,
  signal?: AbortSignal,
): Promise<Vectors> {
  const { anchors, width, leastRatio } = distiller;
  const ids = tokensOf({ kept });
  const wanted = count ?? usualCount(distiller.count, ids.length, leastRatio);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > distiller.count) {
    throw new UserError(
      'badInput',
      `This model makes 1 to ${distiller.count} vectors, not ${wanted}: choose a number in that range.`,
    );
  }
  const positions = placeholderPositions(anchors, kept, distiller.count);
  const all = await distiller.run(ids, positions, signal);
  const data = new Float32Array(wanted * width);
  keptVectors(anchors, distiller.count, wanted).forEach((from, to) =>
    data.set(all.subarray(from * width, (from + 1) * width), to * width),
  );
  if (!data.every(Number.isFinite)) {
    throw new UserError(
      'badModel',
      'The distiller gave a value that is not a finite number: reinstall the model.',
    );
  }
  return { data, count: wanted, width };
}
