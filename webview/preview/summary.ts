import type { Arm, PreviewStatus, Summary } from '../../src/preview/protocol';
import { fill, h } from '../dom';
import { armNames, percent } from '../format';
import { armOrder } from './columns';
import { confusionTable } from './confusion';
import { interval, points, pValue, verdict } from './words';

type Labelled = NonNullable<Summary['labelled']>;
const VERDICT = 'Distilled is';
const others = ['zeroShot', 'fullIcl', 'fewerShot'] as const;

/** What the answers amount to: scores of each arm, whether distilled differs from the others, and which labels are confused. */
export class SummarySection {
  readonly element = h(
    'details',
    { class: 'summary-section', open: true },
    h('summary', {}, h('h2', {}, 'Summary')),
  );
  readonly #content = h('div', { class: 'summary-content' });

  constructor() {
    this.element.append(this.#content);
  }

  show({ summary, prefixTokens }: Pick<PreviewStatus, 'summary' | 'prefixTokens'>): void {
    this.element.hidden = !summary;
    if (!summary) return;
    const { labelled, n, fidelity } = summary;
    const about = labelled
      ? `${count(n)} answered, ${labelled.n} with a right answer.`
      : `${count(n)} answered; none has a right answer to compare with.`;
    const close = `Mean KL(full ICL || distilled) ${fidelity.kl.toFixed(3)} nats, same first token in ${percent(fidelity.top1Agreement)}.`;
    fill(
      this.#content,
      h('p', { class: 'note' }, about, ' ', close),
      h('div', { class: 'summary-tables' }, scores(summary, prefixTokens), labelled && tests(labelled)),
      labelled && confusions(labelled),
    );
  }
}

const count = (n: number): string => `${n} ${n === 1 ? 'query' : 'queries'}`;

function scores(
  { labelled, agreement }: Summary,
  prefixTokens: Readonly<Record<Arm, number>> | null,
): HTMLElement {
  const lines = armOrder.map((arm) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row', class: arm }, armNames[arm]),
      labelled && h('td', {}, percent(labelled.arms[arm].accuracy)),
      labelled && h('td', {}, labelled.arms[arm].macroF1.toFixed(3)),
      h('td', {}, percent(agreement[arm])),
      h('td', {}, prefixTokens ? String(prefixTokens[arm]) : '–'),
    ),
  );
  const titles = [...(labelled ? ['Accuracy', 'Macro-F1'] : []), 'As full ICL', 'In front'];
  return table('Scores', ['Arm', ...titles], lines);
}

function tests({ against }: Labelled): HTMLElement {
  const lines = others.map((arm) => {
    const compared = against[arm];
    return h(
      'tr',
      {},
      h('th', { scope: 'row', class: arm }, armNames[arm]),
      h('td', { class: 'verdict' }, verdict(compared)),
      h('td', {}, points(compared.bootstrap.difference)),
      h('td', {}, interval(compared)),
      h('td', {}, pValue(compared.p)),
      h('td', {}, `${compared.onlyDistilledRight} : ${compared.onlyOtherRight}`),
    );
  });
  const titles = ['Against', VERDICT, 'Points', '95 % interval', 'McNemar', 'Only one right'];
  return table('Distilled against the other arms, by accuracy', titles, lines);
}

function confusions({ arms }: Labelled): HTMLElement {
  const tables = armOrder.map((arm) => confusionTable(armNames[arm], arms[arm].confusion));
  return h(
    'details',
    { class: 'sub' },
    h('summary', {}, h('h3', {}, 'Confusion matrices')),
    h(
      'div',
      { class: 'confusions', role: 'region', 'aria-label': 'Confusion matrices', tabindex: 0 },
      ...tables,
    ),
  );
}

function table(caption: string, titles: readonly string[], lines: readonly HTMLElement[]): HTMLElement {
  const head = h(
    'tr',
    {},
    ...titles.map((title) => h('th', { scope: 'col', class: title === VERDICT ? 'verdict' : '' }, title)),
  );
  return h('table', {}, h('caption', {}, caption), h('thead', {}, head), h('tbody', {}, ...lines));
}
