import type { RowView } from '../../src/preview/protocol';
import { fill, h, linkButton } from '../dom';
import { armNames, percent } from '../format';
import { t } from '../l10n';
import { armOrder } from './columns';

/** The active row with its texts in full. */
export class Details {
  readonly element = h('section', { class: 'details', 'aria-label': t('The chosen query'), hidden: true });

  constructor(private readonly onReveal: (row: number) => void) {}

  show(row: RowView | undefined, index: number): void {
    this.element.hidden = !row;
    if (!row) return;
    const reveal = linkButton(t('Show in its document'), () => this.onReveal(index));
    const answers = armOrder.map((arm) => {
      const answer = row.answers?.arms[arm];
      const share = answer?.probability === undefined ? '' : ` ${percent(answer.probability)}`;
      return pair(
        armNames[arm],
        answer ? `${answer.prediction === '' ? t('no text') : answer.prediction}${share}` : '…',
      );
    });
    const expected = row.expected === undefined ? [] : [pair(t('Expected'), row.expected)];
    fill(
      this.element,
      h('div', { class: 'details-head' }, h('h2', {}, t('Query {0}', index + 1)), reveal),
      h('p', { class: 'details-input' }, row.input),
      row.answers?.queryCut === true &&
        h('p', { class: 'warning' }, t('The query was longer than the model reads; its end was cut.')),
      h('dl', {}, ...expected, ...answers),
    );
  }
}

function pair(name: string, value: string): HTMLElement {
  return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}
