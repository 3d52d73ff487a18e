import { UserError } from '../shared/errors';
import { placeholderPositions } from './anchors';
import { tokensOf, type KeptDemonstration } from './budget';
import type { Distiller, Vectors } from './targetLm';

/**
 * One forward pass: demonstrations (at least one kept) to distilled vectors. `count` takes the first vectors only. Where placeholders see only those
 * before them, as GPT-2's do, that equals having had that many; where they see each other, as a T5's do, it is a part of what they wrote together.
 */
export async function distil(
  distiller: Distiller,
  kept: readonly KeptDemonstration[],
  count = distiller.count,
  signal?: AbortSignal,
): Promise<Vectors> {
  if (!Number.isInteger(count) || count < 1 || count > distiller.count) {
    throw new UserError(
      'badInput',
      `This model makes 1 to ${distiller.count} vectors, not ${count}: choose a number in that range.`,
    );
  }
  const positions = placeholderPositions(distiller.anchors, kept, distiller.count);
  const all = await distiller.run(tokensOf({ kept }), positions, signal);
  const data = all.slice(0, count * distiller.width);
  if (!data.every(Number.isFinite)) {
    throw new UserError(
      'badModel',
      'The distiller gave a value that is not a finite number: reinstall the model.',
    );
  }
  return { data, count, width: distiller.width };
}
