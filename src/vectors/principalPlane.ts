import type { VectorStatistics } from './statistics';
import { largestEigenpairs } from './symmetricEigen';

/** Vectors in the plane that shows most of how they differ: their first two principal components. */
export interface PrincipalPlane {
  /** Where each vector lies in the plane, around the mean of all, in the vectors' own units. */
  readonly points: readonly (readonly [number, number])[];
  /** Which part of the variance each axis shows, 0..1. What they lack together, the picture does not show. */
  readonly shares: readonly [number, number];
}

/** Variance below this part of the vectors' squares is rounding, not difference. */
const ROUNDING = 1e-12;

/**
 * Principal components of the vectors, from their inner products (which norms and cosines are): the eigenvectors of the centred Gram matrix,
 * times the roots of their eigenvalues, are the components' scores. `count` is far smaller than the width, so this is the cheap way round.
 */
export function principalPlane({
  norms,
  cosine,
}: Pick<VectorStatistics, 'norms' | 'cosine'>): PrincipalPlane {
  const gram = cosine.map((line, i) =>
    Float64Array.from(line, (similarity, j) => similarity * (norms[i] ?? 0) * (norms[j] ?? 0)),
  );
  const size = norms.reduce((sum, norm) => sum + norm * norm, 0);
  const centred = centre(gram);
  const variance = centred.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  if (variance <= ROUNDING * size) return { points: norms.map(() => [0, 0]), shares: [0, 0] };
  const { values, vectors } = largestEigenpairs(centred, 2);
  const axes = [0, 1].map((axis) => scores(vectors[axis], values[axis] ?? 0, norms.length));
  const share = (axis: number): number => Math.max(0, Math.min(1, (values[axis] ?? 0) / variance));
  return {
    points: norms.map((_, index) => [axes[0]?.[index] ?? 0, axes[1]?.[index] ?? 0]),
    shares: [share(0), share(1)],
  };
}

/** Takes the mean of rows and columns away, as if the mean vector had been taken from every vector. */
function centre(gram: readonly Float64Array[]): Float64Array[] {
  const means = gram.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  return gram.map((row, i) => row.map((value, j) => value - (means[i] ?? 0) - (means[j] ?? 0) + mean));
}

/** Either direction of an axis is right; the one whose farthest point is positive is taken, so that equal vectors give equal pictures. */
function scores(vector: Float64Array | undefined, value: number, count: number): Float64Array {
  if (!vector || value <= 0) return new Float64Array(count);
  const farthest = vector.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  const scale = Math.sqrt(value) * (farthest < 0 ? -1 : 1);
  return vector.map((one) => one * scale);
}
