import { cosineOf, dot, rowsOf } from './dot';
import type { VectorFile } from './vectorFile';

type Matrix = Pick<VectorFile, 'vectors' | 'count' | 'width'>;

/** How two sets of vectors of the same width stand to each other. */
export interface VectorComparison {
  /** L2 norms of the vectors of each. */
  readonly norms: readonly [readonly number[], readonly number[]];
  /** Cosine of every vector of the first with every one of the second, `[first.count][second.count]`; 0 where one of them is zero. */
  readonly similarity: readonly (readonly number[])[];
  /** Cosine of the vectors with the same index, as many as the smaller set has. */
  readonly matching: readonly number[];
  /** Whether all numbers are the same. */
  readonly identical: boolean;
}

/** Compares in double precision. Undefined where the widths differ: there is no angle between such vectors. */
export function compareVectors(first: Matrix, second: Matrix): VectorComparison | undefined {
  if (first.width !== second.width) return undefined;
  const [rows, others] = [first, second].map(({ vectors, count, width }) => rowsOf(vectors, count, width));
  if (!rows || !others) return undefined;
  const normsOf = (all: readonly Float32Array[]): number[] => all.map((row) => Math.sqrt(dot(row, row)));
  const norms = [normsOf(rows), normsOf(others)] as const;
  const similarity = rows.map((a, i) =>
    others.map((b, j) => cosineOf(a, b, norms[0][i] ?? 0, norms[1][j] ?? 0)),
  );
  const matching = similarity.slice(0, others.length).map((line, index) => line[index] ?? 0);
  return { norms, similarity, matching, identical: sameNumbers(first, second) };
}

function sameNumbers(first: Matrix, second: Matrix): boolean {
  return first.count === second.count && first.vectors.every((value, at) => value === second.vectors[at]);
}
