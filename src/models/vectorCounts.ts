import type { Manifest } from './manifest';

/** A number of vectors that a model can write. */
export interface VectorCount {
  readonly count: number;
  /** What of the demonstrations' gain it keeps on tasks that the model was not trained on, in per cent; where that was measured. */
  readonly kept?: number;
  /** The same of whole demonstrations in as many tokens; where that was measured. */
  readonly keptByShots?: number;
}

/** Numbers of vectors to choose from: those that were measured (docs/evaluation.md), else halves of all the model has. Most first. */
export function vectorCounts({ distiller, quality }: Manifest): readonly VectorCount[] {
  const measured = Array.isArray(quality?.['counts']) ? quality['counts'].filter(isMeasured) : [];
  const counts =
    measured.length > 0
      ? measured.map((one) => ({
          count: one.vectors,
          kept: one.relativesKept,
          ...ofShots(one, quality?.['relatives']),
        }))
      : halves(distiller.vectors).map((count) => ({ count }));
  return counts.filter(({ count }) => count <= distiller.vectors).sort((a, b) => b.count - a.count);
}

interface Measured {
  readonly vectors: number;
  readonly relativesKept: number;
  /** Accuracy in per cent of whole demonstrations in as many tokens. */
  readonly relativesFewerShots?: unknown;
}

/** The schema leaves open what was measured. */
function isMeasured(value: unknown): value is Measured {
  if (typeof value !== 'object' || value === null) return false;
  const { vectors, relativesKept } = value as Partial<Measured>;
  return Number.isInteger(vectors) && Number(vectors) > 0 && Number.isFinite(relativesKept);
}

/** What of full ICL's gain over zero-shot whole demonstrations keep, from the accuracies that `quality.relatives` has of both. */
function ofShots({ relativesFewerShots: shots }: Measured, relatives: unknown): { keptByShots?: number } {
  if (typeof relatives !== 'object' || relatives === null || typeof shots !== 'number') return {};
  const { zeroShot, fullIcl } = relatives as Partial<Record<'zeroShot' | 'fullIcl', unknown>>;
  if (typeof zeroShot !== 'number' || typeof fullIcl !== 'number' || fullIcl <= zeroShot) return {};
  return { keptByShots: (100 * (shots - zeroShot)) / (fullIcl - zeroShot) };
}

function halves(all: number): number[] {
  return all <= 1 ? [all] : [all, ...halves(Math.floor(all / 2))];
}
