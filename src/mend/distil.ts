import { UserError } from '../shared/errors';
import { sentence } from '../shared/sentence';
import { placeholderPositions } from './anchors';
import { tokensOf, type KeptDemonstration } from './budget';
import { keptVectors, usualCount } from './keptVectors';
import type { Readings } from './readings';
import type { Distiller, Vectors } from './targetLm';

/** Distilled vectors, and how many of the demonstrations' tokens did not have to be read for them. */
export interface Distilled extends Vectors {
  readonly reused: number;
}

/**
 * One forward pass: demonstrations (at least one kept) to `count` distilled vectors; by default as many as are usual for the model and the number
 * of tokens. Models are trained for any number of them (docs/model-folder.md, "Placeholders").
 * @param readings what this distiller read before and goes on from; by default nothing
 */
export async function distil(
  distiller: Distiller,
  kept: readonly KeptDemonstration[],
  count?: number,
  signal?: AbortSignal,
  readings?: Readings,
): Promise<Distilled> {
  const { anchors, width, leastRatio } = distiller;
  const ids = tokensOf({ kept });
  const wanted = count ?? usualCount(distiller.count, ids.length, leastRatio);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > distiller.count) {
    throw new UserError(
      'badInput',
      sentence(
        'This model makes 1 to {0} vectors, not {1}: choose a number in that range.',
        distiller.count,
        wanted,
      ),
    );
  }
  const positions = placeholderPositions(anchors, kept, distiller.count);
  const { data: all, reused } = readings
    ? await readings.run(distiller, ids, positions, signal)
    : { data: await distiller.run(ids, positions, signal), reused: 0 };
  const data = new Float32Array(wanted * width);
  keptVectors(anchors, distiller.count, wanted).forEach((from, to) =>
    data.set(all.subarray(from * width, (from + 1) * width), to * width),
  );
  if (!data.every(Number.isFinite)) {
    throw new UserError(
      'badModel',
      sentence('The distiller gave a value that is not a finite number: reinstall the model.'),
    );
  }
  return { data, count: wanted, width, reused };
}
