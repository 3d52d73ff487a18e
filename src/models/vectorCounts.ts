import type { Manifest } from './manifest';

/** A number of vectors that a model can write. */
export interface VectorCount {
  readonly count: number;
  /** What of the demonstrations' gain it keeps on tasks that the model was not trained on, in per cent; where that was measured. */
  readonly kept?: number;
}

/** Numbers of vectors to choose from: those that were measured (docs/evaluation.md), else halves of all the model has. Most first. */
export function vectorCounts({ distiller, quality }: Manifest): readonly VectorCount[] {
  const measured = Array.isArray(quality?.['counts']) ? quality['counts'].filter(isMeasured) : [];
  const counts =
    measured.length > 0
      ? measured.map(({ vectors, relativesKept }) => ({ count: vectors, kept: relativesKept }))
      : halves(distiller.vectors).map((count) => ({ count }));
  return counts.filter(({ count }) => count <= distiller.vectors).sort((a, b) => b.count - a.count);
}

interface Measured {
  readonly vectors: number;
  readonly relativesKept: number;
}

/** The schema leaves open what was measured. */
function isMeasured(value: unknown): value is Measured {
  if (typeof value !== 'object' || value === null) return false;
  const { vectors, relativesKept } = value as Partial<Measured>;
  return Number.isInteger(vectors) && Number(vectors) > 0 && Number.isFinite(relativesKept);
}

function halves(all: number): number[] {
  return all <= 1 ? [all] : [all, ...halves(Math.floor(all / 2))];
}
