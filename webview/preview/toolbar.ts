import type { PreviewState, PreviewStatus } from '../../src/preview/protocol';
import { fill, h, linkButton } from '../dom';
import { t } from '../l10n';
import { button, setDisabled } from '../toolkit';

export interface ToolbarEvents {
  readonly onCancel: () => void;
  readonly onAsk: () => void;
  readonly onExport: () => void;
  readonly onChooseQueries: () => void;
  readonly onFilter: (onlyDisagreements: boolean) => void;
  readonly onShowLogs: () => void;
}

interface Counts {
  readonly total: number;
  /** Rows that have answers. */
  readonly answered: number;
  /** Rows that the filter lets through. */
  readonly shown: number;
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
      'aria-label': t('Progress'),
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
    this.#cancel = button(t('Cancel'), events.onCancel, true);
    this.#ask = button(t('Answer the rest'), events.onAsk);
    this.#export = button(t('Export CSV'), events.onExport, true);
    this.#filter.addEventListener('change', () => events.onFilter(this.#filter.checked));
    const filter = h('label', { class: 'filter' }, this.#filter, t('Only disagreements'));
    const queries = button(t('Other queries'), events.onChooseQueries, true);
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

  show({ progress, error }: Pick<PreviewStatus, 'progress' | 'error'>, counts: Counts): void {
    const { total, answered } = counts;
    const running = progress !== null;
    this.#cancel.hidden = !running;
    this.#ask.hidden = running || answered === total;
    setDisabled(this.#export, answered === 0);
    const before = running && progress.done === 0 ? progress.message : undefined;
    fill(this.#count, before ?? countWords(counts));
    const share = total === 0 ? 0 : Math.round((100 * answered) / total);
    this.#meter.hidden = !running;
    this.#fill.style.width = `${share}%`;
    this.#meter.setAttribute('aria-valuenow', String(share));
    this.#error.hidden = error === null;
    if (error !== null)
      fill(this.#error, h('p', {}, error), linkButton(t('Show logs'), this.events.onShowLogs));
  }
}

function countWords({ total, answered, shown }: Counts): string {
  return shown === total
    ? t('{0} of {1} answered', answered, total)
    : t('{0} of {1} answered, {2} shown', answered, total, shown);
}
