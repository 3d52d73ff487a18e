import type { Arm, ArmPrediction, PredictResult } from '../src/engine/methods';
import type { PredictionView } from '../src/panel/protocol';
import { h } from './dom';
import { armNames, duration, fidelityWords, foretellingWords, percent, times } from './format';
import { t } from './l10n';

type Answered = readonly [Arm, ArmPrediction];

const armOrder: readonly Arm[] = ['zeroShot', 'fullIcl', 'fewerShot', 'distilled'];

const armTitles: Record<Arm, string> = {
  zeroShot: t('The query alone, without demonstrations'),
  fullIcl: t('All demonstrations as text in front of the query'),
  fewerShot: t('As many demonstrations as fit into the tokens that the vectors take'),
  distilled: t('Only the vectors in front of the query'),
};

/** How the arms answered one query, side by side. @param withoutFullIcl what to do where full ICL is missing */
export function comparison(
  { input, result, foretelling }: PredictionView,
  withoutFullIcl: string,
): HTMLElement {
  const arms = armOrder.flatMap((arm): Answered[] => {
    const answer = result.arms[arm];
    return answer ? [[arm, answer]] : [];
  });
  return h(
    'section',
    { class: 'comparison', 'aria-label': t('Answers') },
    h('p', { class: 'asked', title: input }, h('span', { class: 'clamp' }, input)),
    result.queryCut &&
      h('p', { class: 'warning' }, t('The query was longer than the model reads; its end was cut.')),
    result.options ? scored(arms, result.options) : generated(arms),
    savings(result) !== undefined && h('p', { class: 'words' }, savings(result)),
    result.fidelity && h('p', { class: 'words' }, fidelityWords(result.fidelity)),
    result.fidelity && foretelling && h('p', { class: 'note' }, foretellingWords(foretelling)),
    !result.arms.fullIcl && h('p', { class: 'note' }, withoutFullIcl),
  );
}

/** One column an arm, one row an option, and what it cost below. */
function scored(arms: readonly Answered[], options: readonly string[]): HTMLElement {
  const head = h(
    'tr',
    {},
    h('td', {}),
    ...arms.map(([arm]) => h('th', { scope: 'col', class: arm, title: armTitles[arm] }, armNames[arm])),
  );
  const rows = options.map((option, index) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', title: option }, h('span', { class: 'clamp' }, option)),
      ...arms.map((answered) => probability(answered, option, index)),
    ),
  );
  const costs = [
    h(
      'tr',
      {},
      h('th', { scope: 'row', title: t('Tokens or vectors in front of the query') }, t('Tokens')),
      ...arms.map(([arm, answer]) => h('td', { class: arm }, String(answer.prefixTokens))),
    ),
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, t('Time')),
      ...arms.map(([arm, answer]) => h('td', { class: arm }, duration(answer.milliseconds))),
    ),
  ];
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': t('Probability of each option'), tabindex: 0 },
    h('table', { class: 'scores' }, h('thead', {}, head), h('tbody', {}, ...rows), h('tfoot', {}, ...costs)),
  );
}

function probability([arm, answer]: Answered, option: string, index: number): HTMLElement {
  const share = answer.probabilities?.[index] ?? 0;
  const chosen = answer.prediction === option;
  const bar = h('span', { class: `bar ${arm}` });
  bar.style.width = `${share * 100}%`;
  return h(
    'td',
    { class: chosen ? `${arm} chosen` : arm },
    h(
      'span',
      { class: 'percent' },
      percent(share),
      chosen &&
        h(
          'span',
          { class: 'mark', title: t('The prediction') },
          h('span', { class: 'hidden' }, ' ', t('predicted')),
        ),
    ),
    h('span', { class: 'track', 'aria-hidden': 'true' }, bar),
  );
}

/** One block an arm, since texts need the whole width. */
function generated(arms: readonly Answered[]): HTMLElement {
  const blocks = arms.map(([arm, answer]) =>
    h(
      'div',
      { class: `generated ${arm}` },
      h('h3', { title: armTitles[arm] }, armNames[arm]),
      h('blockquote', {}, answer.prediction === '' ? h('em', {}, t('no text')) : answer.prediction),
      h('p', { class: 'note' }, prefix(arm, answer)),
    ),
  );
  return h('div', { class: 'texts' }, ...blocks);
}

/** What stood in front of the query, and how long the answer took. */
function prefix(arm: Arm, { prefixTokens: count, milliseconds }: ArmPrediction): string {
  const time = duration(milliseconds);
  return arm === 'distilled'
    ? t(count === 1 ? '1 vector in front · {1}' : '{0} vectors in front · {1}', count, time)
    : t(count === 1 ? '1 token in front · {1}' : '{0} tokens in front · {1}', count, time);
}

/** What the vectors saved on this query; nothing where there is nothing to compare with. */
function savings({ arms: { fullIcl, distilled } }: PredictResult): string | undefined {
  if (!fullIcl || !distilled || distilled.prefixTokens === 0) return undefined;
  const shorter = times(fullIcl.prefixTokens, distilled.prefixTokens);
  return distilled.milliseconds < fullIcl.milliseconds
    ? t(
        'The vectors are {0} shorter than the demonstrations, and answered {1} faster.',
        shorter,
        times(fullIcl.milliseconds, distilled.milliseconds),
      )
    : t('The vectors are {0} shorter than the demonstrations.', shorter);
}
