import type { Balance } from '../../src/panel/protocol';
import { fill, h } from '../dom';
import { plural } from '../format';
import type { PanelHost } from '../host';

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
    h('label', { for: 'balance' }, 'In front of every query'),
    this.#value,
    this.#input,
    h(
      'div',
      { class: 'balance-ends', 'aria-hidden': 'true' },
      h('span', {}, 'vectors'),
      h('span', {}, 'text'),
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
        ? `${plural(vectors, 'vector')} and ${plural(text, 'token')} of pinned text.`
        : `${plural(vectors, 'vector')}, no text.`,
      ' Further right, demonstrations that the vectors lost stay text, those that matter most first.',
    );
  }

  #say(): void {
    const rows = plural(Number(this.#input.value), 'row');
    fill(this.#value, rows);
    this.#input.setAttribute('aria-valuetext', rows);
  }
}
