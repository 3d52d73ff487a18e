import type { DemonstrationItem, DemonstrationsView } from '../../src/panel/protocol';
import { fill, h, linkButton, type Child } from '../dom';
import { tokens as tokenCount } from '../format';
import type { PanelHost } from '../host';
import { t, withElements } from '../l10n';
import { Section, type Folding } from '../section';
import { button, setDisabled } from '../toolkit';
import { BalanceSlider } from './balance';

/** The demonstrations as the model reads them: numbered, with their tokens, and what became of those that did not fit. */
export class DemonstrationsSection {
  readonly #section: Section;
  readonly #balance: BalanceSlider;
  readonly #above = h('div', {});
  readonly #list = h('div', {
    class: 'scroll list',
    role: 'region',
    'aria-label': t('List of demonstrations'),
    tabindex: 0,
  });
  readonly #map: HTMLElement;
  #shown: string | undefined;

  constructor(
    private readonly host: PanelHost,
    folding: Folding,
  ) {
    this.#section = new Section('demonstrations', t('Demonstrations'), folding);
    this.#balance = new BalanceSlider(host);
    this.#map = button(t('Show survival map'), () => this.host.map(), true);
    const actions = h('div', { class: 'actions' }, this.#map);
    fill(this.#section.body, this.#above, this.#list, actions, this.#balance.element);
  }

  get element(): HTMLElement {
    return this.#section.element;
  }

  show(view: DemonstrationsView | undefined, busy: boolean): void {
    this.element.hidden = !view;
    if (!view) return;
    setDisabled(this.#map, busy);
    this.#balance.element.hidden = !view.balance;
    if (view.balance) this.#balance.show(view.balance, busy);
    // The focus on a button in the list would be lost by building the same again.
    const shown = JSON.stringify([view, busy]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#section.aside = `${view.count} · ${tokenCount(view.tokens)}`;
    const source = linkButton(view.source, () => this.host.revealSource(), t('Show in the editor'));
    const summary = withElements(
      view.count === 1 ? '1 demonstration from {1}' : '{0} demonstrations from {1}',
      String(view.count),
      source,
    );
    fill(this.#above, h('p', { class: 'summary' }, ...summary), budget(view));
    const more = view.count - view.items.length;
    fill(this.#list, this.#table(view, busy), more > 0 && h('p', { class: 'note' }, t('and {0} more', more)));
  }

  #table({ items, mapped, balance }: DemonstrationsView, busy: boolean): HTMLElement {
    const header = ['#', t('Input'), t('Output'), t('Tokens')].map((name) => h('th', { scope: 'col' }, name));
    const rows = items.map((item, index) => {
      const pin = (pinned: boolean): void => this.host.pin(index, pinned);
      return row(item, index, mapped, balance ? pinButton(item, index, busy, pin) : undefined);
    });
    return h(
      'table',
      { class: 'demonstrations' },
      h('thead', {}, h('tr', {}, ...header)),
      h('tbody', {}, ...rows),
    );
  }
}

function budget({ tokens, budget, cut, dropped }: DemonstrationsView): HTMLElement {
  const share = h('div', { class: 'meter-fill' });
  share.style.width = `${Math.min(100, (tokens / budget) * 100)}%`;
  const meter = h(
    'div',
    {
      class: 'meter',
      role: 'meter',
      'aria-label': t('Tokens used'),
      'aria-valuemin': 0,
      'aria-valuemax': budget,
      'aria-valuenow': tokens,
    },
    share,
  );
  const lost = lostWords(cut, dropped);
  return h(
    'div',
    { class: 'budget' },
    meter,
    h('p', { class: 'note' }, t('{0} of {1} tokens the model can compress', tokens, budget)),
    lost !== undefined && h('p', { class: 'warning' }, lost),
  );
}

/** Undefined where nothing is lost. */
function lostWords(cut: number, dropped: number): string | undefined {
  if (cut > 0 && dropped > 0)
    return t(
      'Not all of it fits: {0} cut, {1} dropped. What was left out has no part in the vectors.',
      cut,
      dropped,
    );
  if (cut > 0) return t('Not all of it fits: {0} cut. What was left out has no part in the vectors.', cut);
  return dropped > 0
    ? t('Not all of it fits: {0} dropped. What was left out has no part in the vectors.', dropped)
    : undefined;
}

/** Keeps a demonstration as text, or gives it back to the distiller. */
function pinButton(
  { pinned = false }: DemonstrationItem,
  index: number,
  busy: boolean,
  pin: (pinned: boolean) => void,
): HTMLElement {
  const element = h(
    'button',
    {
      class: pinned ? 'pin pinned' : 'pin',
      type: 'button',
      'aria-label': t(pinned ? 'Unpin demonstration {0}' : 'Pin demonstration {0}', index + 1),
      title: t(
        pinned ? 'It stays text, behind the vectors: distil it again' : 'Keep it as text, behind the vectors',
      ),
      disabled: busy,
    },
    t(pinned ? 'Unpin' : 'Pin'),
  );
  element.addEventListener('click', () => pin(!pinned));
  return element;
}

/** Shapes beside the words, as in the editor's gutter. */
const SHAPES = { kept: '●', partly: '◐', lost: '✕', noEffect: '–', text: 'T' } as const;

function survivalLine(survival: DemonstrationItem['survival']): HTMLElement {
  if (!survival) return h('div', { class: 'survival' }, '…');
  const { verdict, label, detail } = survival;
  const shape = h('span', { class: 'shape', 'aria-hidden': 'true' }, SHAPES[verdict]);
  return h('div', { class: `survival ${verdict}`, title: detail }, shape, label);
}

function row(
  { input, output, tokens, survival }: DemonstrationItem,
  index: number,
  mapped: boolean,
  pin: HTMLElement | undefined,
): HTMLElement {
  const fate = tokens && tokens.fate !== 'whole' ? tokens.fate : undefined;
  const count: Child = fate === 'dropped' ? '–' : tokens && String(tokens.tokens);
  return h(
    'tr',
    { class: fate },
    h('td', { class: 'number' }, String(index + 1)),
    h('td', {}, h('div', { class: 'clamp', title: input }, input), mapped && survivalLine(survival)),
    h('td', {}, h('div', { class: 'clamp output', title: output }, output)),
    h(
      'td',
      { class: 'number' },
      count,
      fate && h('span', { class: `tag ${fate}` }, t(fate === 'cut' ? 'cut' : 'dropped')),
      pin,
    ),
  );
}
