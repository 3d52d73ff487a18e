import type { Manifest } from './manifest';

/** How well the divergence from full ICL, which needs no labels, foretold the accuracy lost, on the tasks that the model was measured with. */
export interface Foretelling {
  readonly tasks: number;
  /** Spearman's rank correlation over those tasks of KL with the points lost: 1 = the larger, the more is lost; 0 = it says nothing. */
  readonly kl: number;
}

/** What was measured of it (`mend-train evaluate`, docs/evaluation.md); undefined where nothing was. The schema leaves open what was. */
export function foretelling({ quality }: Manifest): Foretelling | undefined {
  const value: unknown = quality?.['foretelling'];
  if (typeof value !== 'object' || value === null) return undefined;
  const { tasks, kl } = value as Partial<Foretelling>;
  if (typeof tasks !== 'number' || typeof kl !== 'number') return undefined;
  return Number.isInteger(tasks) && tasks > 0 && Math.abs(kl) <= 1 ? { tasks, kl } : undefined;
}
