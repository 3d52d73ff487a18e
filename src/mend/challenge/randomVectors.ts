import type { Random } from '../random';
import type { Vectors } from '../targetLm';

/**
 * As many vectors as `like` has, of normally distributed values with its mean and its spread over all values, so that only their content
 * differs. As the arm of that name in training/mend_training/evaluation/arms.py.
 */
export function randomVectors(like: Vectors, random: Random): Vectors {
  const { data, count, width } = like;
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const squares = data.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = Math.sqrt(squares / Math.max(1, data.length - 1));
  return { data: data.map(() => mean + spread * normal(random)), count, width };
}

/** A standard normal value (Box and Muller 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
