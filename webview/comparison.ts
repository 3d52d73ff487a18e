import type { Arm, ArmPrediction, PredictResult } from '../src/engine/methods';
import type { PredictionView } from '../src/panel/protocol';
import { h } from './dom';
import { armNames, duration, fidelityWords, foretellingWords, percent, plural, times } from './format';

type Answered = readonly [Arm, ArmPrediction];

const armOrder: readonly Arm[] = ['zeroShot', 'fullIcl', 'fewerShot', 'distilled'];

const armTitles: Record<Arm, string> = {
  zeroShot: 'The query alone, without demonstrations',
  fullIcl: 'All demonstrations as text in front of the query',
  fewerShot: 'As many demonstrations as fit into the tokens that the vectors take',
  distilled: 'Only the vectors in front of the query',
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
    { class: 'comparison', 'aria-label': 'Answers' },
    h('p', { class: 'asked', title: input }, h('span', { class: 'clamp' }, input)),
    result.queryCut &&
      h('p', { class: 'warning' }, 'The query was longer than the model reads; its end was cut.'),
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
      h('th', { scope: 'row', title: 'Tokens or vectors in front of the query' }, 'Tokens'),
      ...arms.map(([arm, answer]) => h('td', { class: arm }, String(answer.prefixTokens))),
    ),
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, 'Time'),
      ...arms.map(([arm, answer]) => h('td', { class: arm }, duration(answer.milliseconds))),
    ),
  ];
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': 'Probability of each option', tabindex: 0 },
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
        h('span', { class: 'mark', title: 'The prediction' }, h('span', { class: 'hidden' }, ' predicted')),
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
      h('blockquote', {}, answer.prediction === '' ? h('em', {}, 'no text') : answer.prediction),
      h('p', { class: 'note' }, `${prefix(arm, answer)} in front · ${duration(answer.milliseconds)}`),
    ),
  );
  return h('div', { class: 'texts' }, ...blocks);
}

function prefix(arm: Arm, { prefixTokens }: ArmPrediction): string {
  return plural(prefixTokens, arm === 'distilled' ? 'vector' : 'token');
}

/** What the vectors saved on this query; nothing where there is nothing to compare with. */
function savings({ arms: { fullIcl, distilled } }: PredictResult): string | undefined {
  if (!fullIcl || !distilled || distilled.prefixTokens === 0) return undefined;
  const shorter = `The vectors are ${times(fullIcl.prefixTokens, distilled.prefixTokens)} shorter than the demonstrations`;
  return distilled.milliseconds < fullIcl.milliseconds
    ? `${shorter}, and answered ${times(fullIcl.milliseconds, distilled.milliseconds)} faster.`
    : `${shorter}.`;
}
