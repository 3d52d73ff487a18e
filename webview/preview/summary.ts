import type { Arm, PreviewStatus, Summary } from '../../src/preview/protocol';
import { fill, h } from '../dom';
import { armNames, percent } from '../format';
import { t } from '../l10n';
import { decimal } from '../numbers';
import { armOrder } from './columns';
import { confusionTable } from './confusion';
import { interval, points, pValue, verdict } from './words';

type Labelled = NonNullable<Summary['labelled']>;
const VERDICT = t('Distilled is');
const others = ['zeroShot', 'fullIcl', 'fewerShot'] as const;

/** What the answers amount to: scores of each arm, whether distilled differs from the others, and which labels are confused. */
export class SummarySection {
  readonly element = h(
    'details',
    { class: 'summary-section', open: true },
    h('summary', {}, h('h2', {}, t('Summary'))),
  );
  readonly #content = h('div', { class: 'summary-content' });

  constructor() {
    this.element.append(this.#content);
  }

  show({ summary, prefixTokens }: Pick<PreviewStatus, 'summary' | 'prefixTokens'>): void {
    this.element.hidden = !summary;
    if (!summary) return;
    const { labelled, n, fidelity } = summary;
    const close = t(
      'Mean KL(full ICL || distilled) {0} nats, same first token in {1}.',
      decimal(fidelity.kl, 3),
      percent(fidelity.top1Agreement),
    );
    fill(
      this.#content,
      h('p', { class: 'note' }, answeredWords(n, labelled?.n), ' ', close),
      h('div', { class: 'summary-tables' }, scores(summary, prefixTokens), labelled && tests(labelled)),
      labelled && confusions(labelled),
    );
  }
}

/** @param labelled undefined where no query has a right answer */
function answeredWords(n: number, labelled: number | undefined): string {
  if (labelled === undefined)
    return t(
      n === 1
        ? '1 query answered; none has a right answer to compare with.'
        : '{0} queries answered; none has a right answer to compare with.',
      n,
    );
  return t(
    n === 1 ? '1 query answered, {1} with a right answer.' : '{0} queries answered, {1} with a right answer.',
    n,
    labelled,
  );
}

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
      labelled && h('td', {}, decimal(labelled.arms[arm].macroF1, 3)),
      h('td', {}, percent(agreement[arm])),
      h('td', {}, prefixTokens ? String(prefixTokens[arm]) : '–'),
    ),
  );
  const titles = [...(labelled ? [t('Accuracy'), t('Macro-F1')] : []), t('As full ICL'), t('In front')];
  return table(t('Scores'), [t('Arm'), ...titles], lines);
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
  const titles = [t('Against'), VERDICT, t('Points'), t('95 % interval'), t('McNemar'), t('Only one right')];
  return table(t('Distilled against the other arms, by accuracy'), titles, lines);
}

function confusions({ arms }: Labelled): HTMLElement {
  const tables = armOrder.map((arm) => confusionTable(armNames[arm], arms[arm].confusion));
  return h(
    'details',
    { class: 'sub' },
    h('summary', {}, h('h3', {}, t('Confusion matrices'))),
    h(
      'div',
      { class: 'confusions', role: 'region', 'aria-label': t('Confusion matrices'), tabindex: 0 },
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
