import { UserError } from '../shared/errors';
import type { Distiller, Vectors } from './targetLm';

/**
 * One forward pass: demonstrations' tokens to distilled vectors. `count` takes the first vectors only, which equals having had that many
 * placeholders, since the placeholders are causal.
 */
export async function distil(
  distiller: Distiller,
  ids: readonly number[],
  count = distiller.count,
  signal?: AbortSignal,
): Promise<Vectors> {
  if (!Number.isInteger(count) || count < 1 || count > distiller.count) {
    throw new UserError(
      'badInput',
      `This model makes 1 to ${distiller.count} vectors, not ${count}: choose a number in that range.`,
    );
  }
  const all = await distiller.run(ids, signal);
  const data = all.slice(0, count * distiller.width);
  if (!data.every(Number.isFinite)) {
    throw new UserError(
      'badModel',
      'The distiller gave a value that is not a finite number: reinstall the model.',
    );
  }
  return { data, count, width: distiller.width };
}
