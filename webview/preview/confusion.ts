import type { Summary } from '../../src/preview/protocol';
import { h } from '../dom';
import { t } from '../l10n';

type Confusion = NonNullable<Summary['labelled']>['arms']['distilled']['confusion'];

/** Right answers down, predictions across; the darker, the more of the row. */
export function confusionTable(name: string, { labels, counts }: Confusion): HTMLElement {
  const names = labels.map((label) => label ?? t('others'));
  const head = h(
    'tr',
    {},
    h('td', {}),
    ...names.map((label) => h('th', { scope: 'col', title: label }, label)),
  );
  const lines = counts.map((row, index) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    const label = names[index] ?? '';
    return h(
      'tr',
      {},
      h('th', { scope: 'row', title: label }, label),
      ...row.map((count, column) => shaded(count, total, index === column)),
    );
  });
  const caption = h('caption', {}, t('{0}: right answers down, predictions across', name));
  return h('table', { class: 'confusion' }, caption, h('thead', {}, head), h('tbody', {}, ...lines));
}

function shaded(count: number, total: number, right: boolean): HTMLElement {
  const element = h('td', { class: right ? 'right' : '' }, String(count));
  element.style.setProperty('--share', String(total === 0 ? 0 : count / total));
  return element;
}
