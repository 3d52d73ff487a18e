import type { Balance } from '../../src/panel/protocol';
import { fill, h } from '../dom';
import { tokens, vectors as vectorCount } from '../format';
import type { PanelHost } from '../host';
import { t } from '../l10n';

/** One slider between vectors and text: how many rows stand in front of every query. Kept, so that a drag goes on while the panel is shown anew. */
export class BalanceSlider {
  readonly #input = h('input', {
    type: 'range',
    id: 'balance',
    step: 1,
    'aria-describedby': 'balance-words',
  });
  readonly #value = h('output', { class: 'balance-value', for: 'balance' });
  readonly #words = h('p', { class: 'note', id: 'balance-words' });
  readonly element = h(
    'div',
    { class: 'balance' },
    h('label', { for: 'balance' }, t('In front of every query')),
    this.#value,
    this.#input,
    h(
      'div',
      { class: 'balance-ends', 'aria-hidden': 'true' },
      h('span', {}, t('vectors')),
      h('span', {}, t('text')),
    ),
    this.#words,
  );

  constructor(host: PanelHost) {
    this.#input.addEventListener('input', () => this.#say());
    this.#input.addEventListener('change', () => host.spend(Number(this.#input.value)));
  }

  show({ vectors, text, least, most }: Balance, busy: boolean): void {
    const rows = vectors + text;
    this.#input.min = String(least);
    this.#input.max = String(most);
    this.#input.disabled = busy;
    if (!busy) this.#input.value = String(rows);
    this.#say();
    fill(
      this.#words,
      text > 0
        ? t('{0} and {1} of pinned text.', vectorCount(vectors), tokens(text))
        : t(vectors === 1 ? '1 vector, no text.' : '{0} vectors, no text.', vectors),
      ' ',
      t('Further right, demonstrations that the vectors lost stay text, those that matter most first.'),
    );
  }

  #say(): void {
    const count = Number(this.#input.value);
    const rows = t(count === 1 ? '1 row' : '{0} rows', count);
    fill(this.#value, rows);
    this.#input.setAttribute('aria-valuetext', rows);
  }
}
