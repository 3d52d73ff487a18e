import type { Busy } from '../src/panel/protocol';
import { fill, h } from './dom';
import type { Host } from './host';
import { t } from './l10n';
import { button, progressRing } from './toolkit';

/** What runs now, how far it is, and the way to stop it. */
export class BusyBar {
  readonly element: HTMLElement;
  readonly #title = h('p', { class: 'busy-title' });
  readonly #message = h('p', { class: 'note' });
  readonly #fill = h('div', { class: 'meter-fill' });
  readonly #meter = h(
    'div',
    {
      class: 'meter',
      role: 'progressbar',
      'aria-label': t('Progress'),
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    this.#fill,
  );

  constructor(host: Host) {
    const words = h('div', { class: 'busy-words' }, this.#title, this.#message, this.#meter);
    this.element = h(
      'div',
      { class: 'busy', role: 'status', hidden: true },
      progressRing(),
      words,
      button(t('Cancel'), () => host.cancel(), true),
    );
  }

  show(busy: Busy | undefined): void {
    this.element.hidden = !busy;
    if (!busy) return;
    fill(this.#title, busy.title);
    fill(this.#message, busy.message);
    this.#meter.hidden = busy.fraction === undefined;
    const percent = Math.round((busy.fraction ?? 0) * 100);
    this.#fill.style.width = `${percent}%`;
    this.#meter.setAttribute('aria-valuenow', String(percent));
  }
}
