import { inferOptions } from '../../demonstrations/options';
import type { Demonstration } from '../../demonstrations/types';
import { type KeptDemonstration, tokensOf } from '../../mend/budget';
import { type FittedHybrid, pinnedTokens } from '../../mend/hybrid';
import { usualCount } from '../../mend/keptVectors';
import type { Measured, SurvivalTask } from '../../mend/measureSurvival';
import type { DemonstrationSurvival } from '../../mend/report';
import { survivalOf } from '../../mend/survival';
import type { Prefix } from '../../mend/targetLm';
import type { LoadedModel } from '../../runtime/loadModel';
import { fit } from './demonstrations';
import { fitPinned, rowsOf } from './hybrid';

/** Demonstrations as full ICL reads them and as the vectors and the text of a file hold them, by their index among all given. */
export class LeaveOneOut {
  private readonly fitted: FittedHybrid;
  readonly vectors: number;
  /** Those that can be left out in both ways. */
  readonly measured: readonly number[];
  readonly #fullIcl: ReadonlyMap<number, KeptDemonstration>;
  readonly #distilled: ReadonlyMap<number, KeptDemonstration>;

  /**
   * @param pinned indices of those that are text
   * @param vectors how many vectors stand for the others; undefined: as many as are usual
   * @throws UserError as `fitPinned` does
   */
  constructor(
    private readonly model: LoadedModel,
    private readonly demonstrations: readonly Demonstration[],
    pinned: readonly number[] | undefined,
    vectors: number | undefined,
  ) {
    const { distiller } = model;
    this.fitted = fitPinned(model, demonstrations, pinned);
    const { distilled, pinned: texts } = this.fitted;
    const isText = new Set(texts.map(({ index }) => index));
    const everyone = [...demonstrations.keys()];
    this.#fullIcl = placed(everyone, fit(model, demonstrations).kept);
    this.#distilled = placed(
      everyone.filter((index) => !isText.has(index)),
      distilled.kept,
    );
    this.measured = [...this.#distilled.keys()].filter((index) => this.#fullIcl.has(index));
    // With a demonstration left out there are as many as with it, though fewer might be usual.
    this.vectors = vectors ?? usualCount(distiller.count, distilled.report.total, distiller.leastRatio);
  }

  get pinnedTokens(): number {
    return pinnedTokens(this.fitted.pinned);
  }

  verdict(index: number, found?: Measured): DemonstrationSurvival {
    const { pinned, report } = this.fitted;
    const isText = pinned.some((one) => one.index === index);
    const fate = isText ? 'text' : (report.each[index]?.fate ?? 'dropped');
    const verdict = survivalOf(index, fate, found?.own, found?.floor ?? 0);
    return found?.probes ? { ...verdict, probes: found.probes } : verdict;
  }

  /** What to measure. The prefixes of all demonstrations stay cached; the others are read once and released. */
  task(signal: AbortSignal): SurvivalTask {
    const { target, prefixes } = this.model;
    const { pinned } = this.fitted;
    const cached = new Set<Prefix>();
    const keep = (prefix: Prefix): Prefix => {
      cached.add(prefix);
      return prefix;
    };
    return {
      demonstrations: this.measured.flatMap((index) => this.demonstrations[index] ?? []),
      commonOptions: inferOptions(this.demonstrations),
      fullIcl: async (without) => {
        const ids = tokensOf({ kept: this.#rest(this.#fullIcl, without) });
        if (ids.length === 0) return keep(target.empty);
        return without.length === 0
          ? keep(await prefixes.ofTokens(ids, signal))
          : prefixes.readTokens(ids, signal);
      },
      distilled: async (without) => {
        const distilled = this.#rest(this.#distilled, without);
        if (distilled.length === 0) {
          const ids = tokensOf({ kept: pinned });
          return ids.length === 0 ? keep(target.empty) : target.prefillTokens(ids, signal);
        }
        const { rows } = await rowsOf(this.model, { distilled, pinned }, this.vectors, signal);
        return without.length === 0
          ? keep(await prefixes.ofVectors(rows, signal))
          : target.prefillVectors(rows, signal);
      },
      release: (prefix) => {
        if (!cached.has(prefix)) prefix.release?.();
      },
    };
  }

  /** @param without indices among those measured */
  #rest(
    all: ReadonlyMap<number, KeptDemonstration>,
    without: readonly number[],
  ): readonly KeptDemonstration[] {
    const left = new Set(without.map((at) => this.measured[at]));
    return [...all].flatMap(([index, kept]) => (left.has(index) ? [] : [kept]));
  }
}

/** What was kept, by the index of its demonstration: only later ones are ever dropped. */
function placed(
  indices: readonly number[],
  kept: readonly KeptDemonstration[],
): ReadonlyMap<number, KeptDemonstration> {
  return new Map(kept.flatMap((one, at) => (indices[at] === undefined ? [] : [[indices[at], one] as const])));
}
