import type { TokenReport } from '../../engine/methods';
import type { Translate } from '../../shared/sentence';

/** What a lens says about a block. */
export interface BlockFacts {
  readonly demonstrations: number;
  /** Absent where nobody has counted yet. */
  readonly report?: TokenReport | undefined;
  readonly state: 'fresh' | 'stale' | 'notCompressed';
  /** Those of the file or, where there is none, those that compressing would give. */
  readonly vectors?: number | undefined;
  /** Rows of the file that are the text of pinned demonstrations. */
  readonly text?: number | undefined;
  /** The target LM that the vectors are for, where the chosen model is another. */
  readonly otherTarget?: string | undefined;
}

/** `16 demonstrations, 903 tokens → 100 vectors, fresh`. */
export function lensTitle(facts: BlockFacts, translate: Translate): string {
  const state = stateOf(facts, translate);
  const { text = 0 } = facts;
  const all = text > 0 ? translate('{0}, and {1} tokens of text', state, text) : state;
  return translate('{0} → {1}', sizeOf(facts, translate), all);
}

function sizeOf({ demonstrations, report }: BlockFacts, translate: Translate): string {
  if (!report) return translate('{0} demonstrations', demonstrations);
  if (report.used === demonstrations)
    return translate('{0} demonstrations, {1} tokens', demonstrations, report.total);
  return translate('{0} demonstrations ({1} fit), {2} tokens', demonstrations, report.used, report.total);
}

function stateOf({ state, vectors, otherTarget }: BlockFacts, translate: Translate): string {
  if (state === 'notCompressed')
    return vectors === undefined
      ? translate('not compressed')
      : translate('{0} vectors, not compressed', vectors);
  const count = vectors ?? 0;
  if (otherTarget !== undefined)
    return state === 'fresh'
      ? translate('{0} vectors for {1}, fresh', count, otherTarget)
      : translate('{0} vectors for {1}, stale', count, otherTarget);
  return state === 'fresh' ? translate('{0} vectors, fresh', count) : translate('{0} vectors, stale', count);
}

/** What the state means, for whoever points at the lens. `file`: the name of the vector file. */
export function lensTooltip(
  { state }: Pick<BlockFacts, 'state'>,
  file: string | undefined,
  translate: Translate,
): string {
  if (file === undefined || state === 'notCompressed')
    return translate('No vector file was made from these demonstrations.');
  return state === 'fresh'
    ? translate('{0} was made from exactly these demonstrations.', file)
    : translate('These demonstrations were changed since {0} was made: compress them again.', file);
}

/** The hint behind a demonstration. */
export function tokenLabel({ tokens, fate }: TokenReport['each'][number], translate: Translate): string {
  if (fate === 'cut') return translate('{0} tokens, cut', tokens);
  if (fate === 'dropped') return translate('{0} tokens, does not fit', tokens);
  return tokens === 1 ? translate('1 token') : translate('{0} tokens', tokens);
}

/** What the hint means. */
export function tokenTooltip(
  { fate }: TokenReport['each'][number],
  budget: number,
  model: string,
  translate: Translate,
): string {
  if (fate === 'cut')
    return translate('{0} reads this demonstration with its input cut on the right.', model);
  if (fate === 'dropped')
    return translate(
      '{0} does not read this demonstration: those before it take its {1} tokens.',
      model,
      budget,
    );
  return translate('Tokens of this demonstration, as {0} reads it.', model);
}
