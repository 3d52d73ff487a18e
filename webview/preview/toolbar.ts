import type { PreviewState, PreviewStatus } from '../../src/preview/protocol';
import { fill, h, linkButton } from '../dom';
import { button, setDisabled } from '../toolkit';

export interface ToolbarEvents {
  readonly onCancel: () => void;
  readonly onAsk: () => void;
  readonly onExport: () => void;
  readonly onChooseQueries: () => void;
  readonly onFilter: (onlyDisagreements: boolean) => void;
  readonly onShowLogs: () => void;
}

/** What the table is about, how far it is, and what can be done with it. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #facts = h('p', { class: 'facts' });
  readonly #count = h('span', { class: 'count', role: 'status' });
  readonly #fill = h('div', { class: 'meter-fill' });
  readonly #meter = h(
    'div',
    {
      class: 'meter',
      role: 'progressbar',
      'aria-label': 'Progress',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    this.#fill,
  );
  readonly #error = h('div', { class: 'error', role: 'alert', hidden: true });
  readonly #filter = h('input', { type: 'checkbox' });
  readonly #cancel: HTMLElement;
  readonly #ask: HTMLElement;
  readonly #export: HTMLElement;

  constructor(private readonly events: ToolbarEvents) {
    this.#cancel = button('Cancel', events.onCancel, true);
    this.#ask = button('Answer the rest', events.onAsk);
    this.#export = button('Export CSV', events.onExport, true);
    this.#filter.addEventListener('change', () => events.onFilter(this.#filter.checked));
    const filter = h('label', { class: 'filter' }, this.#filter, 'Only disagreements');
    const queries = button('Other queries', events.onChooseQueries, true);
    const controls = h(
      'div',
      { class: 'controls' },
      filter,
      this.#count,
      this.#cancel,
      this.#ask,
      queries,
      this.#export,
    );
    this.element = h('header', { class: 'toolbar' }, this.#facts, controls, this.#meter, this.#error);
  }

  set onlyDisagreements(value: boolean) {
    this.#filter.checked = value;
  }

  showFacts({ facts }: PreviewState): void {
    const { demonstrations, queries, vectors, model } = facts;
    const parts = [demonstrations, queries, vectors, model].filter((part) => part !== '');
    fill(this.#facts, parts.join(' · '));
  }

  /** @param answered rows that have answers @param shown rows that the filter lets through */
  show(
    { progress, error }: Pick<PreviewStatus, 'progress' | 'error'>,
    counts: { readonly total: number; readonly answered: number; readonly shown: number },
  ): void {
    const { total, answered, shown } = counts;
    const running = progress !== null;
    this.#cancel.hidden = !running;
    this.#ask.hidden = running || answered === total;
    setDisabled(this.#export, answered === 0);
    const before = running && progress.done === 0 ? progress.message : undefined;
    const filtered = shown === total ? '' : `, ${shown} shown`;
    fill(this.#count, before ?? `${answered} of ${total} answered${filtered}`);
    const share = total === 0 ? 0 : Math.round((100 * answered) / total);
    this.#meter.hidden = !running;
    this.#fill.style.width = `${share}%`;
    this.#meter.setAttribute('aria-valuenow', String(share));
    this.#error.hidden = error === null;
    if (error !== null) fill(this.#error, h('p', {}, error), linkButton('Show logs', this.events.onShowLogs));
  }
}
